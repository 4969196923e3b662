import { expect } from 'chai'
import { Chalk } from 'chalk'
import { createNoteLog, createTerminalLog, type TerminalLogOptions } from '../../src/commands/terminal-log.ts'

function printed(options: Partial<TerminalLogOptions>, text = 'hello'): readonly string[] {
  const lines: string[] = []
  const log = createTerminalLog({
    level: 'debug',
    json: false,
    colors: new Chalk({ level: 0 }),
    write: line => void lines.push(line),
    now: () => new Date(0),
    ...options,
  })
  log.error(text)
  log.warn(text)
  log.info(text)
  log.debug(text)
  return lines
}

describe('the log on a terminal', () => {
  it('labels what is not ordinary', () =>
    expect(printed({})).to.deep.equal(['error hello\n', 'warning hello\n', 'hello\n', 'debug hello\n']))
  it('leaves out what is less important than wanted', () => {
    expect(printed({ level: 'info' })).to.have.length(3)
    expect(printed({ level: 'error' })).to.deep.equal(['error hello\n'])
  })
  it('colours the labels', () =>
    expect(printed({ level: 'error', colors: new Chalk({ level: 1 }) })).to.deep.equal([
      '\u001b[31merror\u001b[39m hello\n',
    ]))
  it('keeps the lines of one message together', () =>
    expect(printed({ level: 'error' }, 'one\ntwo')).to.deep.equal(['error one\n  two\n']))
  it('is one JSON object a line for other programs', () =>
    expect(printed({ level: 'error', json: true }, 'one\ntwo')).to.deep.equal([
      '{"time":"1970-01-01T00:00:00.000Z","level":"error","text":"one\\ntwo"}\n',
    ]))
})

describe('the log of a process whose terminal is not its own', () => {
  it('keeps warnings and errors with how often each came', () => {
    const notes = new Map<string, number>()
    const log = createNoteLog(notes)
    log.warn('careful')
    log.warn('careful')
    log.error('broken')
    log.info('hello')
    log.debug('hello')
    expect([...notes]).to.deep.equal([
      ['careful', 2],
      ['broken', 1],
    ])
  })
})
