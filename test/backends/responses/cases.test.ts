import { type ResponsesOptions, responses } from '../../../src/backends/responses/index.ts'
import { casesOf } from '../../support/cases.ts'
import { runCases } from '../../support/run-cases.ts'
import { type ResponsesServer, startResponsesServer } from '../../support/strict/responses-server.ts'

const cases = casesOf<ResponsesOptions>('responses')

describe('the cases of the backend responses', () => {
  let server: ResponsesServer
  before(async () => {
    server = await startResponsesServer()
  })
  after(() => server.close())

  runCases(cases, {
    name: 'responses',
    make: (baseUrl, { options }) => responses({ baseUrl, apiKey: 'sk-case', ...options }),
    server: () => server,
  })
})
