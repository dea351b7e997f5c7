// Runs before the first paint, so that a chosen theme never flashes the other one. A file, since no script is inline.
try {
  const theme = localStorage.getItem("theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {
  // No storage: the system's theme.
}
