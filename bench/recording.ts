/** What the requests of a session take on disk, and how a large recording lists. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog } from '../src/core/log.ts'
import { Packer } from '../src/recording/packer.ts'
import { startRecording } from '../src/recording/start-recording.ts'
import { growingSession } from './bodies.ts'

const turns = 150

/** Bytes that the requests of a session take packed, as a share of those they have. */
export async function packedShare(): Promise<number> {
  let written = 0
  const count = (pieces: readonly Buffer[]) => {
    for (const piece of pieces) written += piece.length
    return true
  }
  const packer = new Packer(count)
  const requests = growingSession(turns)
  for (const request of requests) {
    const { body } = await packer.pack(request, 'bench')
    written += Buffer.byteLength(JSON.stringify(body))
  }
  return written / requests.reduce((sum, { length }) => sum + length, 0)
}

const sessions = 200
const turnsOfSession = 50
const program = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url))
const peak = new URL('peak.mjs', import.meta.url).href

/** Seconds, and megabytes at most, that `claudecodex log list` takes for a recording of 10,000 exchanges. */
export async function listFigures(folder: string): Promise<Readonly<Record<string, number>>> {
  const file = join(folder, 'large.jsonl')
  await writeLarge(folder, file)
  try {
    const began = performance.now()
    const child = spawn(process.execPath, ['--import', peak, program, 'log', 'list', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [lines, said] = [0, '']
    child.stdout.on('data', (text: Buffer) => {
      for (const byte of text) if (byte === 0x0a) lines += 1
    })
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString()
    })
    await once(child, 'close')
    const seconds = (performance.now() - began) / 1000
    const megabytes = Number(/peak (\d+) kB/.exec(said)?.[1]) / 1024
    if (lines < sessions * turnsOfSession || Number.isNaN(megabytes)) throw new Error(`log list: ${said}`)
    return { 'list time': seconds, 'list memory': megabytes }
  } finally {
    rmSync(file, { force: true })
  }
}

async function writeLarge(folder: string, file: string): Promise<void> {
  const requests = growingSession(turnsOfSession)
  const { recorder, close } = await startRecording({
    folder,
    file,
    days: 1,
    bytes: Number.POSITIVE_INFINITY,
    fileBytes: Number.POSITIVE_INFINITY,
    log: silentLog,
  })
  for (let session = 0; session < sessions; session += 1) {
    for (const [turn, bytes] of requests.entries()) {
      const id = `req_${session}_${turn}`
      recorder.begin({ ...begun, id, bytes, who: { session: `s${session}`, class: 'main', by: 'header' } })
      recorder.end(id, ended)
    }
    // Not all of them at once.
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await close()
}

const begun = {
  kind: 'messages' as const,
  source: 'http' as const,
  headers: { 'user-agent': 'claude-cli/2.1.332', 'anthropic-version': '2023-06-01' },
  asked: { model: 'bench-model', stream: true, bytes: 1 },
  startedAt: Date.parse('2026-11-26T10:00:00Z'),
}
const ended = {
  outcome: 'answered' as const,
  timing: { startedAt: begun.startedAt, head: 300, firstEvent: 400, total: 2_000 },
  pace: Array.from({ length: 30 }, (_, index) => [400 + index * 50, 200] as const),
  choice: { backend: 'anthropic', model: 'bench-model', reason: 'default of anthropic' },
  attempts: [],
  warnings: [],
  answer: {
    id: 'msg_bench',
    type: 'message' as const,
    role: 'assistant' as const,
    model: 'bench-model',
    content: [{ type: 'text' as const, text: 'I look at the file first. '.repeat(20) }],
    stop_reason: 'end_turn' as const,
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 100, cache_read_input_tokens: 20_000 },
  },
}
