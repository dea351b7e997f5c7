// Says whether a value is what schemas.json promises.
import {readFileSync} from "node:fs"
import Ajv from "ajv"
import addFormats from "ajv-formats"

const schemas = JSON.parse(readFileSync(new URL("../../../src/web/schemas.json", import.meta.url), "utf8"))
const ajv = new Ajv({strict: false, allErrors: true})
addFormats(ajv)
ajv.addSchema({$id: "api", components: {schemas}})

const list = (name) => ({
  type: "object",
  required: ["items", "next"],
  additionalProperties: false,
  properties: {items: {type: "array", items: {$ref: `api#/components/schemas/${name}`}}, next: {type: ["string", "null"]}},
})

const made = new Map()

/** `shape`: "Incident", or "[Incident]" for a page of a list. Answers "" or what is wrong. */
export function wrong(shape, value) {
  let validate = made.get(shape)
  if (!validate) {
    const inner = shape.match(/^\[(\w+)\]$/)
    validate = ajv.compile(inner ? list(inner[1]) : {$ref: `api#/components/schemas/${shape}`})
    made.set(shape, validate)
  }
  return validate(value) ? "" : ajv.errorsText(validate.errors, {dataVar: shape})
}
