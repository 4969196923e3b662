/**
 * Packs bodies: what a body has in common with others is a blob, written once in a file, and the rest is text. Joined, the
 * pieces are the exact bytes again. Each turn of a conversation repeats the one before, so the work is for what is new: the
 * rest is compared and not read. Long work is done in slices, between which the event loop goes on.
 */
import { isUtf8 } from 'node:buffer'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { BlobStore, type LineWriter } from './blob-store.ts'
import { commonEnd, commonStart } from './common.ts'
import { type Cut, cut } from './cutter.ts'
import { Lanes, type Remembered } from './lanes.ts'
import { lift } from './lift.ts'
import type { Packed, PackedPart } from './packed.ts'
import { RopeWriter } from './rope-writer.ts'
import type { PackedBody } from './schema.ts'
import { scrubBytes } from './scrub.ts'

const comma = 0x2c
/** Bytes that are cut, hashed and searched before others get their turn: a millisecond or two. */
const slice = 256 * 1024

export class Packer {
  readonly #blobs: BlobStore
  readonly #lanes = new Lanes()

  /** `write` gets the pieces of one whole line; it is called before the body that uses it is returned. */
  constructor(write: LineWriter) {
    this.#blobs = new BlobStore(write)
  }

  /** Throws a `NotTakenError` where the disk is too far behind. `lane`: bodies of one follow each other and are alike, as the requests of a conversation are. */
  async pack(bytes: Buffer, lane: string): Promise<Packed> {
    const before = this.#lanes.get(lane)
    if (before?.bytes.equals(bytes)) return before.packed
    if (!isUtf8(bytes)) return { body: unreadable(bytes), parts: [] }
    const parts = await this.#parts(bytes, before)
    const packed = { body: bodyOf(bytes, parts), parts }
    this.#lanes.set(lane, { bytes, packed })
    return packed
  }

  async #parts(bytes: Buffer, before: Remembered | undefined): Promise<readonly PackedPart[]> {
    const { start, end } = before ? sharedParts(before, bytes) : nothing
    const parts = [...start]
    const [join] = end
    let done = parts.at(-1)?.end ?? 0
    for (const found of cut(bytes, parts.at(-1))) {
      if (join && found.start === join.start && found.depth === join.depth)
        return [...parts, ...movedTo(found, end)]
      if (found.end - done > slice) {
        await nextTurn()
        done = found.end
      }
      parts.push(this.#packed(bytes, found))
    }
    return parts
  }

  #packed(bytes: Buffer, found: Cut): PackedPart {
    const part = bytes.subarray(found.start, found.end)
    const lifted = lift(part)
    return { ...found, blob: this.#blobs.use(part, lifted), ...(lifted.mark && { mark: lifted.mark }) }
  }
}

interface Shared {
  /** Parts of the body before that this one begins with. */
  readonly start: readonly PackedPart[]
  /** Parts that it ends with, where they stand now. */
  readonly end: readonly PackedPart[]
}
const nothing: Shared = { start: [], end: [] }

function sharedParts({ bytes: old, packed: { parts } }: Remembered, bytes: Buffer): Shared {
  const same = commonStart(old, bytes)
  const firstNew = parts.findIndex(({ end }) => end > same)
  const start = firstNew < 0 ? parts : parts.slice(0, firstNew)
  const taken = start.at(-1)?.end ?? 0
  const firstOld = old.length - commonEnd(old, bytes, taken)
  const moved = bytes.length - old.length
  const firstShared = parts.findIndex(part => part.start >= firstOld)
  const end = firstShared < 0 ? [] : parts.slice(firstShared)
  return {
    start,
    end: end.map(part => ({ ...part, start: part.start + moved, end: part.end + moved })),
  }
}

/** The first of them was found again: in its list it may have another position now. */
function movedTo({ key, index }: Cut, parts: readonly PackedPart[]): readonly PackedPart[] {
  const by = index - (parts[0]?.index ?? index)
  if (by === 0) return parts
  const next = parts.findIndex(part => part.key !== key)
  const count = next < 0 ? parts.length : next
  return [...parts.slice(0, count).map(part => ({ ...part, index: part.index + by })), ...parts.slice(count)]
}

function bodyOf(bytes: Buffer, parts: readonly PackedPart[]): PackedBody {
  const rope = new RopeWriter()
  let at = 0
  for (const { start, end, blob } of parts) {
    // Mostly a comma, for which no Buffer need be made.
    if (start === at + 1 && bytes[at] === comma) rope.comma()
    else rope.text(bytes.subarray(at, start))
    rope.blob(blob)
    at = end
  }
  rope.text(bytes.subarray(at))
  const { scrubbed } = rope
  return { rope: rope.finished, bytes: bytes.length, ...(scrubbed ? { scrubbed } : { crc: crc32(bytes) }) }
}

/** A body that is no text: whoever sent it gets an error for it, and may want to see why. */
function unreadable(bytes: Buffer): PackedBody {
  const { bytes: clean, found } = scrubBytes(bytes)
  const rope = [{ base64: clean.toString('base64') }]
  return { rope, bytes: bytes.length, ...(found ? { scrubbed: found } : { crc: crc32(bytes) }) }
}
