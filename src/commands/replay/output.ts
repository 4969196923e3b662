/** The results on stdout, for as long as somebody reads them: `| head -1` closes the pipe, and the replay has to end in order. */
export class Output {
  readonly #stream: NodeJS.WritableStream
  #isRead = true
  #onUnread = (): void => {}

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream
    stream.on('error', this.#fail)
  }

  /** False once the other end is closed. What is written then goes nowhere. */
  get isRead(): boolean {
    return this.#isRead
  }

  /** At most one; called once, at once where it is so already. */
  onUnread(listener: () => void): void {
    this.#onUnread = listener
    if (!this.#isRead) listener()
  }

  write(text: string): void {
    if (this.#isRead) this.#stream.write(text)
  }

  print(line: string): void {
    this.write(`${line}\n`)
  }

  /** Until it is known whether all of it has been taken. */
  async flush(): Promise<void> {
    if (!this.#isRead) return
    await new Promise<void>(resolve => this.#stream.write('', () => resolve()))
    // The stream tells of a failure after it has called back.
    await new Promise<void>(resolve => setImmediate(resolve))
  }

  close(): void {
    this.#stream.removeListener('error', this.#fail)
  }

  readonly #fail = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error
    if (!this.#isRead) return
    this.#isRead = false
    this.#onUnread()
  }
}
