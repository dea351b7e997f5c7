/** Files that were dropped or chosen, with the paths they have inside their folder. */
import type {Upload} from "./api"

export const filesMax = 20_000

/** Must be called while the drop event is handled; folders are read after that. */
export async function dropped(data: DataTransfer): Promise<Upload[]> {
  const entries = [...data.items].map((i) => i.webkitGetAsEntry?.()).filter((e): e is FileSystemEntry => e !== null && e !== undefined)
  if (entries.length === 0) return [...data.files].map((file) => ({path: file.name, file}))
  const out: Upload[] = []
  const waiting = entries.map((entry) => ({entry, path: entry.name}))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const {entry, path} = next
    if (entry.isFile) {
      out.push({path, file: await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))})
      if (out.length > filesMax) throw new Error(`There are more than ${filesMax} files: zip them, or drop a part of them`)
    } else {
      for (const child of await children(entry as FileSystemDirectoryEntry)) waiting.push({entry: child, path: `${path}/${child.name}`})
    }
  }
  return out.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function children(folder: FileSystemDirectoryEntry) {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    // A reader gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail))
    if (some.length === 0) return all
    all.push(...some)
  }
}

export function chosen(list: FileList | null): Upload[] {
  return [...(list ?? [])].map((file) => ({path: file.webkitRelativePath || file.name, file}))
}

/** 3.4 MB */
export function size(bytes: number) {
  if (bytes < 1000) return `${bytes} B`
  const units = ["kB", "MB", "GB", "TB"]
  let n = bytes
  let u = -1
  while (n >= 999.5 && u < 3) {
    n /= 1000
    u++
  }
  return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${units[u]}`
}

/** 1 file, 2 files */
export const count = (n: number, one: string, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`
