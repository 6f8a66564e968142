// The JavaScript client `newsapi`: its host is fixed, and `corsProxyUrl` is put before it.
'use strict';

const assert = require('node:assert');
const NewsAPI = require('newsapi');

const told = JSON.parse(process.argv[2]);
const proxy = { corsProxyUrl: `${told.base}/compat/newsapi/` };

async function main() {
  const client = new NewsAPI(told.key, proxy);

  const every = await client.v2.everything({ q: 'ميناء', pageSize: 5, page: 2 });
  assert.deepStrictEqual(every.articles.map((one) => one.title), told.titles.slice(5, 10));
  console.log(`everything: page 2 of ${every.totalResults} articles, Arabic whole`);

  const top = await client.v2.topHeadlines({ country: 'jo', language: 'en' });
  assert.deepStrictEqual(top.articles.map((one) => one.title), told.titles);
  console.log(`topHeadlines: country jo wins over language en, ${top.articles.length} articles`);

  const { sources } = await client.v2.sources({ country: 'jo' });
  assert.deepStrictEqual(sources.map((one) => one.name), ['الصحيفة']);
  console.log(`sources: ${sources.length}`);

  await assert.rejects(client.v2.everything({}), (error) => error.name === 'NewsAPIError: parametersMissing');
  const stranger = new NewsAPI('wrong', proxy);
  await assert.rejects(stranger.v2.sources(), (error) => error.name === 'NewsAPIError: apiKeyInvalid');
  console.log('errors: parametersMissing, apiKeyInvalid');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
