import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type ClientFolders,
  clientBinary,
  clientEnvironment,
  clientParameters,
  createClientFolders,
  describeClient,
  type FinishedClient,
  watchClient,
} from '../support/claude-code.ts'
import { startCommand } from '../support/proxy-process.ts'

describe('claudecodex run', () => {
  let folders: ClientFolders
  beforeEach(async () => {
    folders = await createClientFolders()
  })
  afterEach(() => folders.remove())

  /** `claudecodex run --backend demo -- claude ...`, in the client's own home. */
  const run = (words: readonly string[]): Promise<FinishedClient> => {
    const command = ['run', '--backend', 'demo', '--', clientBinary(), ...words]
    return watchClient(startCommand(folders, command, clientEnvironment(folders))).finished
  }

  it('leads the client to a proxy of its own, and sums up on stderr what has passed', async () => {
    const client = await run(clientParameters('write hello.txt with "good morning" then read hello.txt'))
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.result?.result, said).to.include('2 of 2 steps worked')
    expect(await readFile(join(folders.work, 'hello.txt'), 'utf8')).to.equal('good morning')
    expect(client.stderr, said).to.match(/claudecodex · 3 exchanges in \d/)
    expect(client.stderr, said).to.include('Write ×1')
    expect(client.stdout, said).not.to.include('claudecodex ·')
  })

  it('tells the client which model is behind it', async () => {
    const client = await run(clientParameters('hello'))
    const said = describeClient(client)
    expect(client.code, said).to.equal(0)
    expect(client.events.find(({ subtype }) => subtype === 'init')?.model, said).to.equal('demo:demo')
  })

  it('ends with the exit code of the client', async () => {
    const client = await run(['--no-such-flag'])
    const said = describeClient(client)
    expect(client.code, said).to.equal(1)
    expect(client.stderr, said).to.include('--no-such-flag')
    expect(client.stderr, said).to.match(/claudecodex · 0 exchanges/)
  })

  it('passes on what the client says of its version', async () => {
    const client = await run(['--version'])
    expect(client.code, describeClient(client)).to.equal(0)
    expect(client.stdout).to.match(/^\d+\.\d+\.\d+ \(Claude Code\)/)
  })
})
