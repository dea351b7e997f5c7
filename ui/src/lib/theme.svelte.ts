/** Light, dark, or as the system. public/theme.js applies the stored choice before the first paint. */
export type ThemeChoice = "system" | "light" | "dark"

function stored(): ThemeChoice {
  try {
    const t = localStorage.getItem("theme")
    return t === "light" || t === "dark" ? t : "system"
  } catch {
    return "system"
  }
}

class Theme {
  choice = $state<ThemeChoice>(stored())

  choose(choice: ThemeChoice) {
    this.choice = choice
    if (choice === "system") delete document.documentElement.dataset["theme"]
    else document.documentElement.dataset["theme"] = choice
    try {
      localStorage.setItem("theme", choice)
    } catch {
      // Kept for this visit only.
    }
  }
}

export const theme = new Theme()
