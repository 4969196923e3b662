import { expect } from 'chai'
import { colorLevel, isLive, type LogOptions, logOptions } from '../../../plugins/log/options.ts'
import { Terminal } from './terminal.ts'

type Environment = Readonly<Record<string, string>>
const terminal = new Terminal()
const pipe = new Terminal(80, 24, false)

describe('the options of the monitor', () => {
  describe('decide on colours', () => {
    const cases: [
      sentence: string,
      options: LogOptions,
      stream: Terminal,
      environment: Environment,
      level: number,
    ][] = [
      ['on a terminal', {}, terminal, {}, 1],
      ['not in a pipe', {}, pipe, {}, 0],
      ['not where NO_COLOR is set', {}, terminal, { NO_COLOR: '1' }, 0],
      ['where NO_COLOR is empty', {}, terminal, { NO_COLOR: '' }, 1],
      ['in a pipe with FORCE_COLOR', {}, pipe, { FORCE_COLOR: '1' }, 1],
      ['not with FORCE_COLOR=0', {}, terminal, { FORCE_COLOR: '0' }, 0],
      ['with FORCE_COLOR rather than NO_COLOR', {}, pipe, { FORCE_COLOR: '3', NO_COLOR: '1' }, 1],
      ['not on a dumb terminal', {}, terminal, { TERM: 'dumb' }, 0],
      ['not when told so', { color: false }, terminal, { FORCE_COLOR: '1' }, 0],
      ['when told so', { color: true }, pipe, { NO_COLOR: '1' }, 1],
      ['by themselves with auto', { color: 'auto' }, pipe, {}, 0],
      ['by level', { level: 2, color: false }, pipe, {}, 2],
      ['not in JSON', { json: true }, terminal, { FORCE_COLOR: '1' }, 0],
    ]
    for (const [sentence, options, stream, environment, level] of cases) {
      it(sentence, () => expect(colorLevel(options, stream, environment)).to.equal(level))
    }
  })

  describe('draw live lines', () => {
    const cases: [sentence: string, stream: Terminal, environment: Environment, live: boolean][] = [
      ['on a terminal', terminal, { TERM: 'xterm-256color' }, true],
      ['not in a pipe', pipe, {}, false],
      ['not where nobody watches', terminal, { CI: 'true' }, false],
      ['where CI says no', terminal, { CI: 'false' }, true],
      ['not on a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ]
    for (const [sentence, stream, environment, live] of cases) {
      it(sentence, () => expect(isLive(stream, environment)).to.equal(live))
    }
  })

  describe('are checked', () => {
    const check = (value: unknown) => logOptions['~standard'].validate(value)
    it('and pass when right', () => {
      expect(check(undefined)).to.deep.equal({ value: {} })
      const options = { verbose: true, json: false, color: 'auto', stream: terminal, now: Date.now }
      expect(check(options)).to.deep.equal({ value: options })
    })
    it('and name the one that is wrong', () => {
      expect(check({ verbose: 'yes' })).to.deep.equal({
        issues: [{ message: 'must be true or false', path: ['verbose'] }],
      })
      expect(check({ level: 4 })).to.have.nested.property('issues[0].message', 'must be 0, 1, 2 or 3')
    })
    it('and name the one that does not exist', () => {
      expect(check({ verbos: true }))
        .to.have.nested.property('issues[0].message')
        .that.matches(/^unknown; known are verbose, json/)
    })
    it('and must be an object', () => {
      expect(check('verbose')).to.have.property('issues')
    })
  })
})
