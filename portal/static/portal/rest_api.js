"use strict";

// Swagger UI is dark below this class; the admin keeps the person's choice under "theme".
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = window.localStorage.getItem("theme");
    const isDark = chosen === "dark" || (chosen !== "light" && dark.matches);
    document.documentElement.classList.toggle("dark-mode", isDark);
  };
  dark.addEventListener("change", apply);
  apply();
})();
