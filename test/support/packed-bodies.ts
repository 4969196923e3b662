/** Packs bodies into a file and reads them back from it. */
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobTable } from '../../src/recording/blob-table.ts'
import { linesOf } from '../../src/recording/lines.ts'
import type { Packed } from '../../src/recording/packed.ts'
import { Packer } from '../../src/recording/packer.ts'
import { unpackRope } from '../../src/recording/rope.ts'

export interface PackedBodies {
  readonly packed: readonly Packed[]
  /** Each body as the file gives it back. */
  readonly unpacked: readonly Buffer[]
  /** Lines of the blobs. */
  readonly lines: readonly string[]
  /** Of the whole file: blobs, and each body as it stands on its own line. */
  readonly size: number
}

export async function packBodies(
  bodies: readonly Buffer[],
  lane = (_: number) => 'one',
): Promise<PackedBodies> {
  const lines: Buffer[] = []
  const packer = new Packer(line => lines.push(Buffer.concat(line)) > 0)
  const packed: Packed[] = []
  for (const [index, body] of bodies.entries()) packed.push(await packer.pack(body, lane(index)))
  const bodyLines = packed.map(({ body }) => `${JSON.stringify(body)}\n`).join('')
  return {
    packed,
    unpacked: await unpack(Buffer.concat(lines), packed),
    lines: lines.map(String),
    size: Buffer.concat(lines).length + Buffer.byteLength(bodyLines),
  }
}

async function unpack(blobs: Buffer, packed: readonly Packed[]): Promise<readonly Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  const path = join(folder, 'blobs')
  await writeFile(path, blobs)
  const file = await open(path)
  try {
    const table = new BlobTable(file)
    for await (const { bytes, offset } of linesOf(file)) table.add(bytes, offset)
    const bodies: Buffer[] = []
    for (const { body } of packed) bodies.push(await unpackRope(body.rope, table.read))
    return bodies
  } finally {
    await file.close()
    await rm(folder, { recursive: true })
  }
}
