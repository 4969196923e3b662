import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { sourceFlags } from '../../support/command-line.ts'

const script = `
import { pipedText } from '${import.meta.resolve('../../../src/commands/council/piped.ts')}'
process.stdout.write(JSON.stringify({ text: await pipedText(() => {}) }))`

async function outputWith(stdin: 'pipe' | 'ignore', text = ''): Promise<unknown> {
  const child = spawn(process.execPath, [...sourceFlags, '--input-type=module', '-e', script], {
    stdio: [stdin, 'pipe', 'inherit'],
  })
  child.stdin?.end(text)
  let output = ''
  child.stdout?.on('data', (part: Buffer) => {
    output += part
  })
  await once(child, 'close')
  return JSON.parse(output)
}

describe('what is piped into the command', () => {
  it('is read to its end', async () => {
    expect(await outputWith('pipe', 'Grüße\n')).to.deep.equal({ text: 'Grüße\n' })
  })
  it('is nothing where nobody pipes', async () => {
    expect(await outputWith('ignore')).to.deep.equal({})
  })
})
