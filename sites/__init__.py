"""The register: which sites and stores exist, which one is the central server, who may speak."""
