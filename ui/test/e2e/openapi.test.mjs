// The description of the API, as a linter that is not ours sees it.
import {createConfig, lintFromString} from "@redocly/openapi-core"
import {check, equal, test} from "../tests.mjs"

test("a linter finds nothing wrong in the description of the API", async ({contract}) => {
  const config = await createConfig({extends: ["recommended"]})
  const found = await lintFromString({source: JSON.stringify(contract.description), absoluteRef: "/openapi.json", config})
  const lines = found.map((p) => `${p.severity} ${p.ruleId}: ${p.message} ${p.location[0]?.pointer ?? ""}`)
  equal(lines.filter((l) => l.startsWith("error")), [])
  if (lines.length) console.log(`# and ${lines.length} warnings, the first is: ${lines[0]}`)
})

test("every address of the description is there, and nothing answers outside it", async (world) => {
  const {contract} = world
  const stranger = world.client()
  for (const [path, operations] of Object.entries(contract.description.paths)) {
    if (!operations.get || path === "/api/v1/live" || path === "/metrics") continue
    const {status} = await stranger.ask("GET", path.replace(/\{[^}]+\}/g, "none"))
    check(status === 200 || status === 401, `GET ${path} gives a stranger ${status}`)
  }
  const nothing = await fetch(stranger.url + "/api/v1/nothing")
  equal(nothing.status, 404)
  equal(nothing.headers.get("content-type"), "application/problem+json")
})
