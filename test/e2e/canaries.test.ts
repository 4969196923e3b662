/** Secrets that pass are found in nothing that the program keeps or shows of it afterwards. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { privateKey, vendorCanaries } from '../plugins/redact/support.ts'
import { systemEnvironment } from '../support/process-output.ts'
import { createProxyFolders, type ProxyFolders, startCommand } from '../support/proxy-process.ts'

const program = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url))
/** Of the client: no vendor's form, so nothing but their place tells that they are secret. */
const credentials = {
  'x-api-key': 'canary-client-key',
  authorization: 'Bearer canary-client-token',
  cookie: 'session=canary-cookie',
  'proxy-authorization': 'Basic canary-proxy',
  'x-goog-api-key': 'canary-google',
  'x-claudecodex-key': 'canary-proxy-key',
  'x-amz-security-token': 'canary-aws',
}
const keys = [...Object.values(vendorCanaries).flat(), privateKey]

/** Quotes what it was sent, with every status that it is asked for. */
async function repeat(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const { system, messages } = JSON.parse(String(Buffer.concat(pieces))) as {
    readonly system: string
    readonly messages: readonly { readonly content: string }[]
  }
  const status = Number(system)
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'canary-upstream-cookie' })
  const text = messages[0]?.content ?? ''
  const said = `${request.headers['x-api-key']} ${request.headers.authorization} ${text}`
  if (status >= 400) {
    const type = status === 401 ? 'authentication_error' : 'invalid_request_error'
    response.end(JSON.stringify({ type: 'error', error: { type, message: `no good: ${said}` } }))
    return
  }
  const content = [
    { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: `export KEY='${text}'` } },
  ]
  const usage = { input_tokens: 1, output_tokens: 1 }
  const rest = { id: 'msg_1', role: 'assistant', model: 'm', stop_reason: 'tool_use', stop_sequence: null }
  response.end(JSON.stringify({ ...rest, type: 'message', content, usage }))
}

describe('secrets that pass', () => {
  let upstream: http.Server
  let folders: ProxyFolders
  before(async () => {
    upstream = http.createServer(repeat).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    folders = await createProxyFolders()
  })
  after(async () => {
    upstream.closeAllConnections()
    upstream.close()
    await folders.remove()
  })

  it('are in no recording, no listing, no replay, no health page and no line of the terminal', async () => {
    const shown: Record<string, string> = await pass(folders, (upstream.address() as AddressInfo).port)
    const logs = join(folders.home, '.claudecodex', 'logs')
    for (const name of readdirSync(logs)) shown[name] = readFileSync(join(logs, name), 'utf8')
    const commands = [
      ['log', 'list', '--json'],
      ['log', 'show', '1'],
      ['log', 'show', '1', '--json'],
      ['log', 'show', '2', '--json'],
      ['log', 'show', '1', '--curl'],
      ['log', 'show', '1', '--request'],
      ['log', 'diff', '1', '2'],
      ['log', 'stats'],
      ['replay', '--dry-run', '--to', 'openai:gpt-5.1'],
      ['replay', '--to', 'demo:demo', '--output', 'results.jsonl'],
    ]
    for (const words of commands) shown[words.join(' ')] = await output(folders, words)
    shown.results = readFileSync(join(folders.work, 'results.jsonl'), 'utf8')
    const everything = Object.entries(shown)
    expect(shown['log show 1 --json']).to.contain('[REDACTED:anthropic]')
    for (const [sink, text] of everything) {
      expect(text, sink).not.to.equal('')
      expect(text.match(/canary-[\w-]+/g) ?? [], sink).to.deep.equal([])
      // The monitor shows what is going on; what it shows of a prompt is content.
      if (sink === 'terminal') continue
      expect(
        keys.filter(key => text.includes(key) || text.includes(JSON.stringify(key).slice(1, -1))),
        sink,
      ).to.deep.equal([])
    }
  })
})

/** What is seen while they pass. */
async function pass(folders: ProxyFolders, port: number): Promise<Record<string, string>> {
  const words = ['serve', '--port', '0', '--no-failover', '--verbose', '--model', 'claude:m']
  const child = startCommand(folders, words, { ANTHROPIC_UPSTREAM_URL: `http://127.0.0.1:${port}` })
  let terminal = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (terminal += text))
  while (!/http:\/\/127\.0\.0\.1:\d+/.test(terminal)) await once(child.stdout ?? child, 'data')
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal)?.[0] ?? ''
  for (const status of [200, 400, 401]) {
    const messages = [{ role: 'user', content: keys.join('\n') }]
    const answer = await fetch(`${url}/v1/messages?key=canary-query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
      body: JSON.stringify({ model: 'm', max_tokens: 9, system: String(status), messages }),
    })
    expect(answer.status).to.equal(status)
    await answer.text()
  }
  const health = await (await fetch(`${url}/health`)).text()
  child.kill('SIGINT')
  await once(child, 'exit')
  return { terminal, health }
}

const run = promisify(execFile)

async function output(folders: ProxyFolders, words: readonly string[]): Promise<string> {
  const environment = systemEnvironment(folders.home)
  const options = { cwd: folders.work, env: environment, maxBuffer: 2 ** 26 }
  const { stdout, stderr } = await run(process.execPath, [program, ...words], options)
  return stdout + stderr
}
