// What the settings do on the real server, and what others see of it.
import {equal, test, until} from "../tests.mjs"

export const server = {demo: true, story: true}

let admin

test("an administrator comes to look after the installation", async (world) => {
  const page = await world.page()
  await page.goto(world.link)
  await page.waitForURL((u) => u.pathname === "/")
  admin = world.client()
  await admin.resume(await page.context().cookies())
})

test("lists of the settings are made, changed and removed", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/settings/teams")
  await page.getByRole("button", {name: "New team"}).click()
  await page.getByLabel("Name").fill("Road crew")
  await page.getByRole("button", {name: "Create"}).click()
  await page.getByRole("link", {name: /Road crew/}).click()
  await page.getByLabel("About").fill("Builds roads")
  await page.getByRole("button", {name: "Save"}).click()
  await page.getByText("Builds roads").waitFor()
  await page.getByRole("link", {name: /Road crew/}).click()
  await page.getByRole("button", {name: "Remove", exact: true}).click()
  await page.getByRole("button", {name: "Dismiss"}).click()
  await until(async () => (await page.getByRole("link", {name: /Road crew/}).count()) === 0, "it is gone")
  await page.reload()
  await page.getByRole("heading", {name: "Teams"}).waitFor()
  equal(await page.getByRole("link", {name: /Road crew/}).count(), 0)
})

test("a source takes what a tool sends, and shows it", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/settings/sources")
  await page.getByRole("button", {name: "New source"}).click()
  await page.getByLabel("Tool").selectOption("token")
  await page.getByLabel("Name").fill("Road alerts")
  await page.getByRole("button", {name: "Create the address"}).click()
  const address = await page.getByText(/\/intake\//).textContent()
  await page.getByRole("button", {name: /I have/}).click()
  const alert = {version: "4", status: "firing", receiver: "x", groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: "", groupKey: "{}",
    alerts: [{status: "firing", labels: {alertname: "RoadBlocked"}, annotations: {}, startsAt: "2024-03-14T09:00:00Z", endsAt: "0001-01-01T00:00:00Z", generatorURL: "", fingerprint: "ab12"}]}
  const answer = await page.request.post(new URL(address).pathname, {data: alert})
  equal(answer.status(), 202, "status of the delivery")
  await page.getByRole("link", {name: /Road alerts/}).click()
  await page.getByRole("dialog").getByRole("button", {name: /Read|Waiting/}).first().waitFor()
})

test("another person's change appears without a reload", async (world) => {
  const [one, other] = [await world.page({as: admin}), await world.page({as: admin})]
  await one.goto("/settings/components")
  await one.getByRole("heading", {name: "Components"}).waitFor()
  await other.goto("/settings/components")
  await other.getByRole("button", {name: "New component"}).click()
  await other.getByLabel("Name").fill("signal box")
  await other.getByRole("button", {name: "Create"}).click()
  await one.getByRole("link", {name: /signal box/}).waitFor()
})

test("the record is proved, and the backup is a database", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/settings/record")
  await page.getByRole("button", {name: "Verify now"}).click()
  await page.getByText("All of it is as it was written.").waitFor()
  const backup = await page.request.get(world.url + "/api/v1/backup")
  equal((await backup.body()).subarray(0, 15).toString(), "SQLite format 3")
})
