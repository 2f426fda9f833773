"""Bounds that the runner in TypeScript has as well; tests/parity/response.test.ts compares them."""

SIZE_FACTOR = 28  # pixels of an edge that make one token: 14-pixel patches, merged two by two
MAX_LOGPROBS = 20  # alternatives of a token; vLLM gives no more
