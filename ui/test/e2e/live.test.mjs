// What one person changes, another one sees without doing anything.
import {equal, test, until} from "../tests.mjs"

let ada, ben, incident

test("lists and incident follow what somebody else does", async (world) => {
  ada = world.client()
  await ada.post("/api/v1/setup", {token: new URL(world.link).hash.slice(1), name: "Ada Quill", email: "ada@teapot-thistle.example", password: "a quiet sentence"})
  const {link} = await ada.post("/api/v1/users", {name: "Ben Okafor", email: "ben@teapot-thistle.example", role: "editor"})
  ben = world.client()
  await ben.link(link.url)
  const [list, one] = [await world.page({as: ada}), await world.page({as: ada})]
  await list.goto("/incidents")
  await list.getByText("No incident yet").waitFor()
  incident = (await ben.post("/api/v1/incidents", {title: "Signal box dark", severity: 3})).id
  await list.getByRole("link", {name: /Signal box dark/}).waitFor()
  await one.goto("/incidents/" + incident)
  await one.getByRole("heading", {name: "Signal box dark"}).waitFor()
  let loads = 0
  for (const page of [list, one]) page.on("load", () => loads++)
  // He works in the interface, she only looks.
  const his = await world.page({as: ben})
  await his.goto("/incidents/" + incident)
  await his.locator("h1 button").click()
  await his.getByLabel("Title of the incident").fill("Signal box dark again")
  await his.keyboard.press("Enter")
  for (const page of [list, one]) await page.getByText("Signal box dark again").first().waitFor()
  await ben.post(`/api/v1/incidents/${incident}/events`, {at: "2024-03-14T10:00:00.000Z", title: "The fuse was found"})
  await one.locator(".line", {hasText: "The fuse was found"}).waitFor()
  const [event] = (await ben.get(`/api/v1/incidents/${incident}/events`)).items
  await ben.want("PATCH", "/api/v1/events/" + event.id, {hidden: true})
  await until(async () => (await one.locator(".line", {hasText: "The fuse was found"}).count()) === 0, "a hidden line goes")
  await ada.want("DELETE", "/api/v1/incidents/" + incident)
  await list.getByText("No incident yet").waitFor()
  equal(loads, 0, "reloads")
}, {expects: /404/})
