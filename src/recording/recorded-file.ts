/** One file of a recording, read line by line; what is added to it later is read then. */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { BlobTable } from './blob-table.ts'
import { foreignName } from './foreign.ts'
import { type FoundLine, linesOf } from './lines.ts'
import { RecordedExchange } from './recorded-exchange.ts'
import { RecordingError } from './recording-error.ts'
import { type HeadLine, type Line, schemaName, schemaVersion, type TailLine } from './schema.ts'

const startSize = 64 * 1024

export class RecordedFile {
  readonly path: string
  readonly exchanges = new Map<string, RecordedExchange>()
  head!: HeadLine
  tail: TailLine | undefined
  damaged = 0
  isTorn = false
  readonly #file: FileHandle
  #blobs: BlobTable
  #position = 0
  #reading: Promise<unknown> = Promise.resolve()

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
    this.#blobs = new BlobTable(file)
  }

  static async open(path: string): Promise<RecordedFile> {
    const part = new RecordedFile(path, await opened(path))
    try {
      await part.#readHead()
      await part.read()
      return part
    } catch (thrown) {
      await part.close()
      throw thrown
    }
  }

  async #readHead(): Promise<void> {
    const start = Buffer.alloc(startSize)
    const { bytesRead } = await this.#file.read(start, 0, startSize, 0)
    if (bytesRead === 0) throw new RecordingError(`${this.path} is empty: nothing was recorded in it`)
    this.head = headOf(await this.#firstLine(start.subarray(0, bytesRead)), this.path)
  }

  /** All of it where it belongs to us; whoever else writes lines that long need not have them read. */
  async #firstLine(start: Buffer): Promise<Buffer> {
    if (start.includes('\n') || !start.includes(`"schema":"${schemaName}"`)) return start
    for await (const { bytes } of linesOf(this.#file)) return bytes
    return start
  }

  /** What has been added since, once for each who asks at the same time. */
  read(): Promise<readonly RecordedExchange[]> {
    const read = this.#reading.then(() => this.#readOn())
    this.#reading = read.catch(() => {})
    return read
  }

  async #readOn(): Promise<readonly RecordedExchange[]> {
    const touched: RecordedExchange[] = []
    this.isTorn = false
    for await (const found of linesOf(this.#file, this.#position)) {
      this.isTorn = !found.isWhole && !isComplete(found.bytes)
      if (this.isTorn) break
      this.#position = found.offset + found.bytes.length + (found.isWhole ? 1 : 0)
      const exchange = this.#take(found)
      if (exchange) touched.push(exchange)
    }
    return touched
  }

  #take({ bytes, offset }: FoundLine): RecordedExchange | undefined {
    if (this.#blobs.add(bytes, offset)) return undefined
    const line = lineIn(bytes)
    if (!line) this.damaged += 1
    if (line?.type === 'tail') this.tail = line
    if (line?.type === 'head') this.#beginAgain()
    if (line?.type === 'open') {
      const exchange = new RecordedExchange(line, this.path, this.#blobs)
      this.exchanges.set(line.id, exchange)
      return exchange
    }
    if (line?.type !== 'exchange') return undefined
    const exchange = this.exchanges.get(line.id)
    if (exchange) exchange.end = line
    // Its beginning is on a line that is damaged.
    else this.damaged += 1
    return exchange
  }

  /** Files were written one behind the other into this one: each counts its blobs for itself. */
  #beginAgain(): void {
    this.#blobs = new BlobTable(this.#file)
    this.tail = undefined
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: a pipe that nobody writes to would wait for ever.
    if ((await stat(path)).isFile()) return await open(path, 'r')
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new RecordingError(`there is no file ${path}`)
    throw new RecordingError(`${path} cannot be read: ${message}`)
  }
  throw new RecordingError(`${path} is no file: name a recording, which ends in .jsonl`)
}

export function headOf(start: Buffer, path: string): HeadLine {
  const end = start.indexOf('\n')
  const line = lineIn(start.subarray(0, end < 0 ? start.length : end)) as Partial<HeadLine> | undefined
  if (line?.schema !== schemaName) {
    const name = foreignName(start)
    throw new RecordingError(
      `${path} is no recording of claudecodex${name === undefined ? '' : `: it is ${name}`}`,
    )
  }
  // The compiler knows of one version only; files of the next one will come.
  const version = line.v as number
  if (version > schemaVersion) {
    const program = nameOfVersion(line.program)
    throw new RecordingError(
      `${path} was written by claudecodex ${program}, in version ${version} of the format; this program reads version ` +
        `${schemaVersion}. Install the other: npm install -g claudecodex@${program}`,
    )
  }
  return line as HeadLine
}

/** What a file says of its program is pasted into a shell. */
const nameOfVersion = (program: unknown): string =>
  typeof program === 'string' && /^\d[\w.+-]*$/.test(program) ? program : 'latest'

/** A last line may lack its break because an editor has taken it away. */
const isComplete = (bytes: Buffer): boolean =>
  bytes[bytes.length - 1] === closeBrace && lineIn(bytes) !== undefined

const closeBrace = 0x7d
/** Editors of Windows put one before the first line. */
const byteOrderMark = /^\uFEFF/

export function lineIn(bytes: Buffer): Line | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString().replace(byteOrderMark, ''))
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Line) : undefined
  } catch {
    return undefined
  }
}
