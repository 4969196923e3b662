/** The calls by which a recording reaches the disk. Tests put a disk in their place that is full, slow or gone. */
import { close, constants, fstat, fsync, open, writev, writevSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder } from './make-folder.ts'

/** Each throws what `node:fs` throws, with its `code`. */
export interface Disk {
  /** Of a file that was not there: for the user alone, as are folders that had to be made. Gives its descriptor. */
  create(path: string): Promise<number>
  /** Of a file that is there, to write at its end. */
  reopen(path: string): Promise<number>
  remove(path: string): Promise<void>
  /** Gives the bytes written, which may be fewer. */
  write(descriptor: number, pieces: readonly Buffer[]): Promise<number>
  writeNow(descriptor: number, pieces: readonly Buffer[]): number
  /** Until what was written survives a loss of power. */
  sync(descriptor: number): Promise<void>
  close(descriptor: number): Promise<void>
  /** Bytes of the file behind a descriptor; undefined where it has no name any more. */
  sizeOf(descriptor: number): Promise<number | undefined>
}

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants
const openFile = promisify(open)
const statOf = promisify(fstat)

export const realDisk: Disk = {
  async create(path) {
    await makeFolder(dirname(path))
    return openFile(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600)
  },
  reopen: path => openFile(path, O_WRONLY | O_APPEND),
  remove: path => rm(path, { force: true }),
  // With callbacks: a `FileHandle` costs more for each write.
  write: (descriptor, pieces) =>
    new Promise((resolve, reject) => {
      writev(descriptor, pieces, (failure, written) => (failure ? reject(failure) : resolve(written)))
    }),
  writeNow: (descriptor, pieces) => writevSync(descriptor, pieces),
  sync: promisify(fsync),
  close: promisify(close),
  sizeOf: async descriptor => {
    const { nlink, size } = await statOf(descriptor)
    return nlink === 0 ? undefined : size
  },
}
