import { execFileSync } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { expect } from 'chai'
import { curlText } from '../../../src/commands/log/curl.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { failureOf } from '../../support/failure.ts'
import { plainAnswer, plainRequest, RecordingFolder, withRecording } from '../../support/recording-folder.ts'
import { type PlainExchange, packedPlainly } from '../../support/recordings.ts'

const commandOf = (exchange: PlainExchange): Promise<string> =>
  withRecording([exchange], async ({ exchanges: [one] }) => {
    if (!one) throw new Error('one was written')
    return curlText(one)
  })

const nasty = plainRequest('a\'b"c $HOME `x` \\ !\nEND_OF_REQUEST\n', { stream: true })

describe('a request as a command', () => {
  it('gives curl the very body and headers when a shell runs it', async () => {
    const folder = await RecordingFolder.create()
    try {
      // In place of curl, something that writes down what it was given.
      await writeFile(
        folder.at('curl'),
        `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder.at('words')}'\ncat > '${folder.at('body')}'\n`,
      )
      await chmod(folder.at('curl'), 0o755)
      const body = JSON.stringify(nasty, undefined, 1).replace(
        '"max_tokens"',
        '\nEND_OF_REQUEST\n"max_tokens"',
      )
      const text = await commandOf({
        request: nasty,
        answer: plainAnswer('a'),
        open: {
          headers: { 'anthropic-beta': "a,it's $HOME", 'user-agent': 'claude' },
          request: { rope: [body], bytes: Buffer.byteLength(body) },
        },
      })
      execFileSync('sh', ['-c', text], {
        env: { PATH: `${folder.path}${delimiter}${process.env.PATH}`, ANTHROPIC_API_KEY: 'key 1' },
      })
      expect(await readFile(folder.at('body'), 'utf8')).to.equal(`${body}\n`)
      const words = (await readFile(folder.at('words'), 'utf8')).split('\n')
      expect(words).to.include.members([
        'https://api.anthropic.com/v1/messages',
        'x-api-key: key 1',
        "anthropic-beta: a,it's $HOME",
        'anthropic-version: 2023-06-01',
        'content-type: application/json',
        '-N',
      ])
      expect(words.join()).not.to.contain('claude-cli').and.not.to.contain('user-agent')
    } finally {
      await folder.remove()
    }
  })
  it('says where secrets were taken out, and asks for a count where one was asked for', async () => {
    const text = await commandOf({
      request: nasty,
      open: { kind: 'count_tokens', request: { ...packedPlainly(nasty), scrubbed: { key: 1 } } },
    })
    expect(text)
      .to.match(/^# Secrets were taken out/)
      .and.to.contain('/v1/messages/count_tokens \\\n')
  })
  it('says why there is no request', async () => {
    const error = await failureOf(
      withRecording([{ request: nasty, end: { left: ['request'] } }], async ({ exchanges: [one] }) => {
        if (!one) throw new Error('one was written')
        return curlText(Object.create(one, { requestBytes: { value: async () => undefined } }))
      }),
    )
    expect(error).to.be.instanceOf(RecordingError)
    expect(error.message).to.equal('the request of #1 was not recorded: too much waited for the disk')
  })
})
