// Writes src/lib/types.ts from the server's schemas.json; with --check only says whether it is current.
import {readFileSync, writeFileSync} from "node:fs"

const source = new URL("../../src/web/schemas.json", import.meta.url)
const target = new URL("../src/lib/types.ts", import.meta.url)
const schemas = JSON.parse(readFileSync(source, "utf8"))

function union(parts) {
  return [...new Set(parts)].join(" | ")
}

function type(s, indent) {
  if (s.$ref) return s.$ref.split("/").pop()
  if (s.anyOf) return union(s.anyOf.map((x) => type(x, indent)))
  if (s.enum) return union(s.enum.map((x) => JSON.stringify(x)))
  if (Array.isArray(s.type)) return union(s.type.map((t) => type({...s, type: t}, indent)))
  switch (s.type) {
    case "integer":
    case "number":
      return "number"
    case "string":
    case "boolean":
    case "null":
      return s.type
    case "array": {
      const inner = type(s.items, indent)
      return inner.includes(" | ") ? `(${inner})[]` : `${inner}[]`
    }
    case "object":
      return s.properties ? fields(s, indent) : "Record<string, unknown>"
  }
  throw new Error(`types.mjs does not know ${JSON.stringify(s)}`)
}

function fields(s, indent) {
  const inner = indent + "  "
  let out = "{\n"
  for (const [name, p] of Object.entries(s.properties)) {
    if (p.description) out += `${inner}/** ${p.description} */\n`
    out += `${inner}${name}${s.required?.includes(name) ? "" : "?"}: ${type(p, inner)}\n`
  }
  return out + indent + "}"
}

let text = "// Made from src/web/schemas.json by `npm run types`. Do not edit.\n"
for (const [name, s] of Object.entries(schemas)) {
  text += s.type === "object" && s.properties ? `\nexport interface ${name} ${fields(s, "")}\n` : `\nexport type ${name} = ${type(s, "")}\n`
}

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("src/lib/types.ts is not what schemas.json says: run `npm run types`")
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
