/** An address from evidence, when it is one that may be opened; else "". */
export function safeUrl(text: string) {
  try {
    const url = new URL(text)
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : ""
  } catch {
    return ""
  }
}
