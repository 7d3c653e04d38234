// What must hold for any weights: all ways to read the same tokens give the same bits.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CKernels
import Checkpoint
import Testing

@testable import RWKV

private let variants: [(sizes: Sizes, type: ElementType, precision: Model.Precision)] = [
  (Sizes(), .float32, .asStored), (Sizes(), .bfloat16, .asStored),
  (Sizes(generation: .five, layers: 2), .bfloat16, .asStored),
  (Sizes(generation: .six, layers: 2, ranks: (8, 6, 0, 0)), .float32, .asStored),
  (
    Sizes(layers: 2, heads: 1, headSize: 80, vocabulary: 5, ranks: (3, 16, 17, 32)), .bfloat16,
    .asStored
  ),
  (
    Sizes(layers: 1, heads: 3, headSize: 64, vocabulary: 100, ranks: (32, 32, 32, 32)), .float32,
    .asStored
  ),
  (Sizes(layers: 2, headSize: 64), .float32, .bfloat16),
  (Sizes(layers: 2, headSize: 64), .bfloat16, .int8),
  (Sizes(layers: 2, headSize: 64), .bfloat16, .int4),
]

private func models(threads: Int = 1) throws -> [Model] {
  try variants.map {
    try model(
      randomTensors($0.sizes, as: $0.type), precision: $0.precision, threads: threads)
  }
}

/// The logits after each token, read one by one.
private func stepped(_ model: Model, _ tokens: [Int], state: inout State) -> [Float] {
  var states = [state]
  let logits = tokens.flatMap { model.step([$0], states: &states) }
  state = states[0]
  return logits
}

@Test func readingABlockEqualsSteppingBitForBit() throws {
  for model in try models() {
    let V = model.configuration.vocabularySize
    let tokens = randomTokens(150, of: V)
    var (one, two, three) = (model.makeState(), model.makeState(), model.makeState())
    let all = model.prefillAllLogits(tokens, state: &one)
    #expect(bits(all) == bits(stepped(model, tokens, state: &two)))
    #expect(bits(model.prefill(tokens, state: &three)) == bits(Array(all.suffix(V))))
    #expect(one == two && two == three)
    #expect(one != model.makeState())
  }
}

@Test func aPromptMayBeCutAnywhere() throws {
  for model in try models() {
    let tokens = randomTokens(300, of: model.configuration.vocabularySize)
    var whole = model.makeState()
    let expected = model.prefill(tokens, state: &whole)
    for cut in [1, 2, 63, 64, 65, 255, 256, 257, 299] {
      var state = model.makeState()
      _ = model.prefill(Array(tokens[..<cut]), state: &state)
      #expect(bits(model.prefill(Array(tokens[cut...]), state: &state)) == bits(expected))
      #expect(state == whole)
    }
  }
}

@Test(arguments: [2, 3, 4, 5, 7, 16, 17])
func takesTogetherEqualTakesAlone(count: Int) throws {
  for model in try models(threads: 2) {
    let V = model.configuration.vocabularySize
    var together = (0..<count).map { take in
      var state = model.makeState()
      _ = model.prefill(randomTokens(take + 1, of: V, seed: UInt64(take)), state: &state)
      return state
    }
    var alone = together
    for token in randomTokens(5, of: V) {
      let tokens = (0..<count).map { (token + $0) % V }
      let logits = model.step(tokens, states: &together)
      for take in 0..<count {
        var state = [alone[take]]
        let expected = model.step([tokens[take]], states: &state)
        alone[take] = state[0]
        #expect(bits(Array(logits[take * V..<(take + 1) * V])) == bits(expected))
      }
    }
    #expect(together == alone)
  }
}

@Test(arguments: [2, 3, 8])
func theNumberOfThreadsDoesNotMatter(threads: Int) throws {
  for (one, many) in zip(try models(), try models(threads: threads)) {
    let tokens = randomTokens(600, of: one.configuration.vocabularySize)
    var (first, second) = (one.makeState(), many.makeState())
    #expect(
      bits(one.prefillAllLogits(tokens, state: &first))
        == bits(many.prefillAllLogits(tokens, state: &second)))
    var (few, other) = ([State](repeating: first, count: 9), [State](repeating: second, count: 9))
    let next = Array(tokens[..<9])
    #expect(bits(one.step(next, states: &few)) == bits(many.step(next, states: &other)))
    #expect(few == other)
  }
}

@Test func aPromptOfAnyLengthIsReadAlikeByAnyNumberOfThreads() throws {
  let (one, many) = (try models()[0], try models(threads: 3)[0])
  for count in 1...70 {
    let tokens = randomTokens(count, of: one.configuration.vocabularySize)
    var (first, second) = (one.makeState(), many.makeState())
    #expect(
      bits(one.prefill(tokens, state: &first)) == bits(many.prefill(tokens, state: &second)))
    #expect(first == second)
  }
}

@Test func aSavedStateGoesOnWhereItWas() throws {
  let model = try model(randomTensors())
  let tokens = randomTokens(40, of: 37)
  var state = model.makeState()
  _ = model.prefill(Array(tokens[..<20]), state: &state)
  var restored = try model.makeState(state.values)
  #expect(restored == state && restored.hashValue == state.hashValue)
  #expect(
    bits(model.prefill(Array(tokens[20...]), state: &restored))
      == bits(model.prefill(Array(tokens[20...]), state: &state)))
  #expect(throws: ModelError.stateSize(expected: state.count, found: 3)) {
    try model.makeState([1, 2, 3])
  }
}

@Test func aForkedStateDoesNotFeelItsSiblings() throws {
  let model = try model(randomTensors())
  var parent = model.makeState()
  _ = model.prefill([1, 2, 3], state: &parent)
  let before = parent.values
  var takes = [State](repeating: parent, count: 4)
  _ = model.step([4, 5, 6, 7], states: &takes)
  #expect(bits(parent.values) == bits(before))
  #expect(Set(takes).count == 4)
}

@Test(arguments: [Model.Precision.bfloat16, .int8, .int4])
func roundedModelsStayNearTheExactOneAndAreSmaller(precision: Model.Precision) throws {
  let tensors = randomTensors(Sizes(heads: 2, headSize: 64), as: .bfloat16)
  let exact = try model(tensors, precision: .float32)
  let rounded = try model(tensors, precision: precision)
  let stored = try model(tensors)
  #expect(rounded.parameterBytes < exact.parameterBytes)
  #expect((rounded.parameterBytes < stored.parameterBytes) == (precision != .bfloat16))
  let tokens = randomTokens(70, of: 37)
  func logits(_ model: Model) -> [Float] {
    var state = model.makeState()
    return model.prefillAllLogits(tokens, state: &state)
  }
  let most = precision == .int4 ? 2.0 : 0.2
  #expect(0.0001..<most ~= difference(logits(rounded), logits(exact)))
  #expect((bits(logits(stored)) == bits(logits(rounded))) == (precision == .bfloat16))
}

@Test(arguments: [Model.Precision.float32, .bfloat16, .int8, .int4])
func fastProcessorsGiveTheSameBits(precision: Model.Precision) throws {
  var model = try model(
    randomTensors(Sizes(heads: 2, headSize: 64), as: .bfloat16), precision: precision)
  let tokens = randomTokens(70, of: 37)
  var results: Set<[UInt32]> = []
  for level in [KERNELS_NEON, KERNELS_AVX2, KERNELS_AVX512, KERNELS_AVX512_BF16] {
    guard let kernels = Kernels(level) else { continue }
    model.kernels = kernels
    var state = model.makeState()
    results.insert(bits(model.prefillAllLogits(tokens, state: &state) + state.values))
  }
  #expect(results.count == 1)
}

@Test func noTokensChangeNothing() throws {
  let model = try model(randomTensors())
  var state = model.makeState()
  #expect(model.prefillAllLogits([], state: &state).isEmpty)
  var none: [State] = []
  #expect(model.step([], states: &none).isEmpty)
  #expect(state == model.makeState())
}

@Test func theSizesComeFromTheShapes() throws {
  for generation in Generation.allCases {
    let sizes = Sizes(
      generation: generation, layers: 4, heads: 3, headSize: 32, vocabulary: 41)
    let model = try model(randomTensors(sizes))
    let expected = Configuration(
      generation: generation, vocabularySize: 41, layerCount: 4, width: 96, headSize: 32,
      hiddenWidth: generation == .seven ? 384 : 320)
    #expect(model.configuration == expected)
    #expect(model.metadata == ["steps": "12"])
    #expect(model.makeState().count == 4 * (2 * 96 + 3 * 32 * 32))
  }
}
