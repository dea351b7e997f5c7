/** Files become attachments of the post-mortem, and links where the caret is: pictures as pictures, others by name. */
import {postRaw, sentence} from "../lib/api"
import {toast} from "../lib/toast.svelte"
import type {Attachment} from "../lib/types"
import {insertBlock, insertWord} from "./markdown"

export const isPicture = (a: {media_type: string}) => /^image\/(png|jpeg|gif|webp|avif)$/.test(a.media_type)
const plain = (name: string) => name.replace(/[[\]\n\\]/g, " ").trim() || "file"
export const linkTo = (a: Attachment) => `${isPicture(a) ? "!" : ""}[${plain(a.name)}](${a.url})`

export const send = (postmortem: string, file: File) =>
  postRaw<Attachment>(`/postmortems/${postmortem}/attachments`, file, file.type || "application/octet-stream", {name: file.name || "picture.png"})

/** One after the other, so that they stand in the order in which they were dropped. */
export async function attachTo(postmortem: string, area: HTMLTextAreaElement, files: File[]) {
  for (const file of files) {
    const waiting = `[Sending ${plain(file.name)} …]()`
    if (file.type.startsWith("image/")) insertBlock(area, waiting)
    else insertWord(area, waiting)
    try {
      exchange(area, waiting, linkTo(await send(postmortem, file)))
    } catch (e) {
      exchange(area, waiting, "")
      toast(`${file.name} was not attached. ${sentence(e)}`, {tone: "danger"})
    }
  }
}

/** Wherever it stands by now: people go on typing while a file is sent. */
function exchange(area: HTMLTextAreaElement, waiting: string, text: string) {
  const at = area.value.indexOf(waiting)
  if (at < 0) return
  area.setRangeText(text, at, at + waiting.length, "preserve")
  area.dispatchEvent(new InputEvent("input", {bubbles: true}))
}
