import { expect } from 'chai'
import { Command, InvalidArgumentError } from 'commander'
import {
  collected,
  logLevelOption,
  portOption,
  readModel,
  readName,
  readPort,
  withAnsweringFlags,
  withConfigurationFlags,
  withVerboseFlag,
} from '../../src/commands/flags.ts'

describe('the flags of the commands', () => {
  const parsed = (...words: readonly string[]) => {
    const command = withVerboseFlag(withAnsweringFlags(withConfigurationFlags(new Command())), 'more')
      .addOption(portOption('where'))
      .addOption(logLevelOption())
      .option('--allow-host <name>', 'whom', collected)
    return command.parse(words, { from: 'user' }).opts()
  }

  // Commander has no word for a negation that is not given.
  const plain = { failover: true }

  it('are nothing where none is given', () => expect(parsed()).to.deep.equal(plain))
  it('tell a file from none at all', () => {
    expect(parsed('--config', 'a.ts')).to.deep.equal({ ...plain, config: 'a.ts' })
    expect(parsed('--no-config')).to.deep.equal({ ...plain, config: false })
  })
  it('may come several times where that makes sense', () =>
    expect(parsed('--allow-host', 'a', '--allow-host', 'b')).to.deep.equal({
      ...plain,
      allowHost: ['a', 'b'],
    }))
  it('are refused where they name nothing', () => {
    for (const text of ['', ' ']) {
      expect(() => readName(text)).to.throw(InvalidArgumentError, 'empty')
      expect(() => readModel(text)).to.throw(InvalidArgumentError, 'empty')
    }
    expect(() => readModel('ollama:')).to.throw(InvalidArgumentError, 'colon')
    expect(readModel('ollama:qwen3-coder:30b')).to.equal('ollama:qwen3-coder:30b')
  })
  it('are read as what they mean', () =>
    expect(
      parsed(
        '--port',
        '0',
        '-v',
        '--strict',
        '--no-failover',
        '--log-level',
        'warn',
        '--model',
        'work:gpt-5.1',
      ),
    ).to.deep.equal({
      port: 0,
      verbose: true,
      strict: true,
      failover: false,
      logLevel: 'warn',
      model: 'work:gpt-5.1',
    }))
})

describe('a port', () => {
  it('is a number from 0 to 65535', () => {
    expect(readPort('65535')).to.equal(65_535)
    for (const text of ['', '-1', '80.5', '65536', '0x50', ' 80', 'http']) {
      expect(() => readPort(text), text).to.throw(InvalidArgumentError)
    }
  })
})
