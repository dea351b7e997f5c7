// Every page, for screenshots and axe: name, path, and what to do before it can be looked at.
export const pages = [
  {name: "home", path: "/"},
  {name: "incidents", path: "/incidents"},
  {name: "incidents-filtered", path: "/incidents?state=open&q=search"},
  {name: "incidents-none", path: "/incidents?q=zzzz"},
  {name: "new-incident", path: "/incidents", ready: async (p) => (await p.waitForTimeout(200), p.keyboard.press("c"))},
  {name: "postmortems", path: "/postmortems"},
  {name: "search", path: "/search?q=checkout"},
  {name: "search-empty", path: "/search"},
  {name: "palette", path: "/", ready: async (p) => (await p.waitForTimeout(200), p.keyboard.press("Control+k"))},
  {name: "keys", path: "/", ready: async (p) => (await p.waitForTimeout(200), p.keyboard.press("?"))},
  {name: "not-found", path: "/nothing/here"},
  ...["me", "accounts", "tokens", "teams", "people", "components", "templates", "sources", "organisation", "record"].map((part) => ({
    name: "settings-" + part,
    path: "/settings/" + part,
  })),
]
