import { expect } from 'chai'
import { CommandError } from '../../src/commands/command-error.ts'
import { failureOf } from '../../src/commands/failure.ts'
import { ConfigError } from '../../src/config/errors.ts'
import { PluginStartError } from '../../src/core/running-chain.ts'
import { FilterError } from '../../src/recording/filter/filter-error.ts'
import { RecordingError } from '../../src/recording/recording-error.ts'

const quiet = { verbose: false }

describe('what is printed of an error', () => {
  it('is the message of one that explains itself', () => {
    expect(failureOf(new ConfigError('no such file', { file: 'a.ts', line: 3 }), quiet)).to.deep.equal({
      text: 'a.ts:3: no such file',
      exitCode: 2,
    })
    expect(failureOf(new PluginStartError('plugin "mine": no database'), quiet)).to.deep.equal({
      text: 'plugin "mine": no database',
      exitCode: 2,
    })
    expect(failureOf(new RecordingError('no recording \u001b'), quiet)).to.deep.equal({
      text: 'no recording \\u{1b}',
      exitCode: 2,
    })
    expect(failureOf(new FilterError('there is no ~x', '~x', 0), quiet).exitCode).to.equal(2)
    expect(failureOf(new CommandError('the port is taken', 3), { verbose: true })).to.deep.equal({
      text: 'the port is taken',
      exitCode: 3,
    })
  })
  it('is a line and a hint for a fault of our own', () => {
    const { text, exitCode } = failureOf(new TypeError('x is not a function\nmore'), quiet)
    expect(text).to.equal(
      'x is not a function\n(an unexpected error; with --verbose it shows where it happened)',
    )
    expect(exitCode).to.equal(1)
  })
  it('is the stack for who asks for it', () =>
    expect(failureOf(new Error('hm'), { verbose: true }).text).to.match(/^Error: hm\n\s+at .*failure\.test/))
  it('is the text of whatever else was thrown', () => expect(failureOf('hm', quiet).text).to.match(/^hm\n/))
})
