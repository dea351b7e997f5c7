// Who may do what, and who does not come in.
import {check, equal, test, until} from "../tests.mjs"

export const server = {story: true}

const password = "a quiet sentence"
let ada, rea, ed, incident

async function account(world, name, role) {
  const {user} = await ada.post("/api/v1/users", {name, role, email: `${role}@teapot-thistle.example`, password})
  const client = world.client()
  equal((await client.signIn(user.email, password)).status, 200, `sign-in of ${name}`)
  return Object.assign(client, {user})
}

async function typed(page, email, words) {
  await page.goto("/sign-in")
  await page.getByLabel("E-mail").fill(email)
  await page.getByLabel("Password").fill(words)
  await page.getByRole("button", {name: "Sign in"}).click()
}

test("an administrator makes accounts and an incident", async (world) => {
  ada = world.client()
  ada.user = (await ada.post("/api/v1/setup", {token: new URL(world.link).hash.slice(1), name: "Ada Quill", email: "ada@teapot-thistle.example", password})).user
  rea = await account(world, "Rea Lundqvist", "reader")
  ed = await account(world, "Ed Moreau", "editor")
  incident = (await ed.post("/api/v1/incidents", {title: "Printer on fire", severity: 2})).id
  await ed.post(`/api/v1/incidents/${incident}/events`, {at: "2024-03-14T10:00:00.000Z", title: "Smoke was seen"})
})

test("a reader reads everything and is offered no change", async (world) => {
  const page = await world.page({as: rea})
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Printer on fire/}).waitFor()
  equal(await page.getByRole("button", {name: "New incident"}).count(), 0)
  await page.goto("/incidents/" + incident)
  await page.locator(".line", {hasText: "Smoke was seen"}).hover()
  for (const name of ["Import", "Edit", "Hide", "Edit details", "New post-mortem", "Add components and roles"]) equal(await page.getByRole("button", {name, exact: true}).count(), 0, name)
  equal(await page.getByRole("checkbox").count(), 0, "check boxes")
  await page.goto("/settings/accounts")
  await page.getByText("This is not open to you").waitFor()
})

test("what the interface does not offer, the API refuses", async () => {
  const [event] = (await rea.get(`/api/v1/incidents/${incident}/events`)).items
  const reader = [
    ["PATCH", "/api/v1/incidents/" + incident, {title: "Mine"}],
    ["DELETE", "/api/v1/incidents/" + incident],
    ["POST", "/api/v1/incidents", {title: "Mine"}],
    ["PATCH", "/api/v1/events/" + event.id, {hidden: true}],
    ["PUT", `/api/v1/incidents/${incident}/moments/detected`, {state: "confirmed"}],
    ["POST", "/api/v1/teams", {name: "Mine"}],
  ]
  const editor = [
    ["DELETE", "/api/v1/incidents/" + incident],
    ["POST", "/api/v1/users", {name: "Eve", email: "eve@teapot-thistle.example", role: "admin"}],
    ["PATCH", "/api/v1/users/" + ed.user.id, {role: "admin"}],
    ["PUT", `/api/v1/users/${ada.user.id}/password`, {password: "something else"}],
    ["PATCH", "/api/v1/settings", {}],
    ["GET", "/api/v1/backup"],
    ["POST", "/api/v1/verify"],
  ]
  for (const [client, all] of [[rea, [...reader, ...editor.filter(([m]) => m !== "GET")]], [ed, editor]]) {
    for (const [method, path, body] of all) equal((await client.ask(method, path, body)).status, 403, `${client.user.role}: ${method} ${path}`)
  }
  equal((await rea.get("/api/v1/incidents/" + incident)).title, "Printer on fire")
})

test("a request from another site changes nothing: it has no CSRF token", async (world) => {
  const {name, value} = ed.storageState.cookies[0]
  const answer = await fetch(`${world.url}/api/v1/incidents/${incident}`, {method: "PATCH", headers: {Cookie: `${name}=${value}`, "Content-Type": "application/json"}, body: '{"title":"Forged"}'})
  equal(answer.status, 403)
})

test("a stranger is asked to sign in and comes to where they were going", async (world) => {
  const page = await world.page()
  await page.goto("/incidents?state=open")
  await page.waitForURL(/sign-in/)
  await page.getByLabel("E-mail").fill(ed.user.email)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", {name: "Sign in"}).click()
  await page.waitForURL((u) => u.pathname === "/incidents" && u.search === "?state=open")
  await page.getByRole("link", {name: /Printer on fire/}).waitFor()
})

test("an account that was disabled is out at once, and does not come in again", async (world) => {
  const page = await world.page({as: rea})
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Printer on fire/}).waitFor()
  const {version} = await ada.get("/api/v1/users/" + rea.user.id)
  await ada.want("PATCH", "/api/v1/users/" + rea.user.id, {disabled: true, version})
  equal((await rea.ask("GET", "/api/v1/incidents")).status, 401)
  await page.reload()
  await page.waitForURL(/sign-in/)
  await typed(page, rea.user.email, password)
  await page.getByRole("alert").waitFor()
  equal(new URL(page.url()).pathname, "/sign-in")
}, {expects: /401/})

test("a link signs in once", async (world) => {
  const {link} = await ada.post("/api/v1/users", {name: "Lin Abara", email: "lin@teapot-thistle.example", role: "reader"})
  const [first, second] = [await world.page(), await world.page()]
  await first.goto(new URL(link.url).pathname + new URL(link.url).hash)
  await until(() => new URL(first.url()).pathname === "/", "signed in")
  await second.goto(new URL(link.url).pathname + new URL(link.url).hash)
  await second.getByText(/was used already/).waitFor()
  check(!second.url().includes("#"), "the code stands in the address")
}, {expects: /401/})

test("a wrong password is refused in words; after several, one has to wait, even with the right one", async (world) => {
  const page = await world.page()
  await typed(page, ed.user.email, "a loud sentence")
  const alert = page.getByRole("alert")
  await alert.waitFor()
  const wrong = await alert.innerText()
  equal(await page.getByLabel("E-mail").inputValue(), ed.user.email)
  const stranger = world.client()
  let status = 401
  for (let i = 0; i < 10 && status === 401; i++) status = (await stranger.signIn(ed.user.email, "a loud sentence")).status
  equal(status, 429, "after several wrong ones")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", {name: "Sign in"}).click()
  await until(async () => ![wrong, ""].includes(await alert.innerText().catch(() => "")), "it says another thing now")
  check(/wait|again in|too many/i.test(await alert.innerText()), `it says: ${await alert.innerText()}`)
}, {expects: /401|429/})
