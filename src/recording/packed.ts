/** A body that has been packed, with what is known of its parts. */
import type { BlobUse } from './blob-store.ts'
import type { Cut } from './cutter.ts'
import type { PackedBody } from './schema.ts'

/** A part of a body with the blob that it is. */
export interface PackedPart extends Cut {
  readonly blob: BlobUse
  readonly mark?: '5m' | '1h'
}

export interface Packed {
  readonly body: PackedBody
  readonly parts: readonly PackedPart[]
}
