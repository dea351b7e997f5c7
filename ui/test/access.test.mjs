// Signing in, set-up, links, roles.
import {check, equal, test} from "./tests.mjs"

const path = (page) => new URL(page.url()).pathname

test("a stranger is asked to sign in and comes back to where they were going", async ({page: open}) => {
  const page = await open()
  await page.goto("/incidents?state=open")
  await page.waitForURL(/sign-in/)
  await page.getByLabel("E-mail").fill("odell@teapot-thistle.example")
  await page.getByLabel("Password").fill("correct horse battery")
  await page.getByRole("button", {name: "Sign in"}).click()
  await page.waitForURL((u) => u.pathname === "/incidents")
  equal(new URL(page.url()).search, "?state=open", "query")
  await page.getByRole("heading", {name: "Incidents"}).waitFor()
})

test("a wrong password is refused in words, and what was typed stays", async ({page: open}) => {
  const page = await open()
  await page.goto("/sign-in")
  await page.getByLabel("E-mail").fill("odell@teapot-thistle.example")
  await page.getByLabel("Password").fill("wrong horse")
  await page.keyboard.press("Enter")
  await page.getByRole("alert").getByText("do not belong together").waitFor()
  equal(await page.getByLabel("E-mail").inputValue(), "odell@teapot-thistle.example")
}, {expects: /401/})

test("sign-in goes nowhere but to a path of ours", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/sign-in?to=//evil.example/")
  await page.waitForURL((u) => u.pathname === "/")
})

test("a one-time link signs in and leaves no trace of its token", async ({page: open}) => {
  const page = await open()
  await page.goto("/link#demo-editor")
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  equal(new URL(page.url()).hash, "")
  await page.goBack().catch(() => {})
  check(!page.url().includes("demo-editor"), "the token is in the history")
})

test("a link that was used says so and offers the password", async ({page: open}) => {
  const page = await open()
  await page.goto("/link#old")
  await page.getByText("This link was used before").waitFor()
  await page.getByRole("link", {name: "Sign in with a password"}).click()
  await page.waitForURL(/sign-in/)
}, {expects: /401/})

test("the first account is made with the printed link", async ({page: open}) => {
  const page = await open()
  await page.goto("/")
  await page.getByText("Nobody has an account yet").waitFor()
  await page.goto("about:blank")
  await page.goto("/setup#demo-setup")
  await page.getByLabel("Name").fill("Ada Quill")
  await page.getByLabel("E-mail").fill("ada@teapot-thistle.example")
  await page.getByLabel("Password").fill("a quiet sentence")
  await page.getByRole("button", {name: "Create the account"}).click()
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  await page.goto("/settings/accounts")
  await page.getByText("ada@teapot-thistle.example").waitFor()
}, {state: "setup"})

test("readers see no button that would be refused", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  equal(await page.getByRole("button", {name: "New incident"}).count(), 0)
  equal(await page.getByRole("button", {name: /Draft it/}).count(), 0)
  await page.goto("/settings/accounts")
  await page.getByText("This is not open to you").waitFor()
  await page.goto("/settings/teams")
  await page.getByText("Payments").waitFor()
  equal(await page.getByRole("button", {name: "New team"}).count(), 0)
})

test("signing out leads to the sign-in page, and back shows nothing", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.getByRole("link", {name: "Incidents"}).click()
  await page.getByRole("button", {name: /^You:|Odell/}).click()
  await page.getByRole("menuitem", {name: "Sign out"}).click()
  await page.waitForURL(/sign-in/)
  await page.goBack()
  await page.waitForURL(/sign-in/)
  equal(path(page), "/sign-in")
})

test("a session that ends while the page is open leads to sign-in and back", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Wrong VAT/}).waitFor()
  await page.context().clearCookies()
  await page.getByRole("link", {name: "Post-mortems"}).click()
  await page.waitForURL(/sign-in\?to=/)
}, {expects: /401/})
