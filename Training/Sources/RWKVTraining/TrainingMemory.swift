// Where the memory of a training step goes.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// Where the memory of a training step goes, in bytes, with the fused kernels.
///
/// What the operations keep for their gradients is counted tensor by tensor, as
/// `Model+TimeMixing7`, `Model` and the kernels' `save_for_backward` have it. n is the number of
/// tokens that go through the model together.
public struct TrainingMemory: Hashable, Sendable {
  public var configuration: Configuration
  /// Windows that go through the model together.
  public var windows: Int
  /// Tokens of a window.
  public var length: Int
  /// How many of the tokens are predicted, between 0 and 1: only their logits are computed.
  public var predictedShare = 1.0
  /// Whether the products are computed in bf16, or all in fp32.
  public var isBfloat16 = true
  /// Whether the blocks are computed again for their gradients.
  public var recomputesBlocks = false
  /// Whether the gradients of several parts, or of several workers, are added up.
  public var accumulates = false
  /// nil for gradients and no step.
  public var optimizer: TrainingOptions.OptimizerKind? = TrainingOptions().optimizer

  public init(_ configuration: Configuration, windows: Int, length: Int) {
    (self.configuration, self.windows, self.length) = (configuration, windows, length)
  }

  /// Bytes of an activation.
  private var E: Int { isBfloat16 ? 2 : 4 }
  private var n: Int { windows * length }
  private var C: Int { configuration.width }
  private var V: Int { configuration.vocabularySize }
  private var predicted: Int { Int((Double(n) * predictedShare).rounded(.up)) }

  /// The parameters in fp32, which the optimizer moves.
  public var masterWeights: Int { 4 * configuration.parameterCount }
  public var gradients: Int { masterWeights }
  /// AdamW's two moments, of which Muon has one.
  public var moments: Int {
    switch optimizer {
    case .adamW: return 2 * masterWeights
    case .muon:
      let muons = configuration.parameterShapes.filter { isMovedByMuon($0.name, $0.shape) }
      return 2 * masterWeights - 4 * muons.reduce(0) { $0 + $1.shape.reduce(1, *) }
    case nil: return 0
    }
  }

  /// The copies of the matrices in bf16 that the products read, kept for their gradients; of one
  /// block and the head when blocks are recomputed.
  public var products: Int {
    copies { name in
      name != "emb.weight" && (!recomputesBlocks || name == "head.weight" || isInFirst(name))
    }
  }

  private func copies(where isKept: (String) -> Bool) -> Int {
    guard isBfloat16 else { return 0 }
    let kept = configuration.parameterShapes.filter { $0.shape.count == 2 && isKept($0.name) }
    return 2 * kept.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  private func isInFirst(_ name: String) -> Bool { name.hasPrefix("blocks.0.") }

  /// The states that one layer's recurrence keeps, one each 16 tokens, in fp32.
  private var statesOfLayer: Int {
    4 * windows * ((length + 15) / 16) * C * configuration.headSize
  }

  /// What one layer keeps besides the states. The residual stream before either half is fp32, and
  /// so is the decay of RWKV-5.2 and 6. Of width C there are further
  ///
  /// - in RWKV-7: two norms' outputs, 7 mixes, r w g y, key, value, learning rate, gate, the
  ///   recurrence's k v a b, the gated output;
  /// - in RWKV-6: two norms' outputs, 8 mixes, the shares of 5 of them and what they are of, r k v
  ///   y, the group norm's output, the gate in three steps, the gated output, channel mixing's
  ///   output and gate;
  /// - in RWKV-5.2: the same without the shares, 6 mixes.
  ///
  /// Channel mixing's wide rows are kept before and after their activation.
  private var activationsOfLayer: Int {
    let wide = 2 * configuration.channelWidth
    let ranks =
      configuration.decayRank + configuration.learningRateRank + configuration.valueRank
      + configuration.gateRank + 5 * configuration.mixRank
    return switch configuration.generation {
    case .seven: n * (8 * C + E * (22 * C + wide + ranks))
    case .six: n * (12 * C + E * (27 * C + wide + ranks))
    case .five: n * (12 * C + E * (19 * C + wide))
    }
  }

  /// The states of all layers' recurrences, or of one when blocks are recomputed.
  public var states: Int {
    (recomputesBlocks ? 1 : configuration.layerCount) * statesOfLayer
  }

  /// What the embedding and the last norm keep.
  private var ends: Int { n * C * (8 + E) }

  /// What the blocks keep for their gradients besides the states: all of them, or the inputs of
  /// all and the whole of one. The embedding and the last norm are counted here too.
  public var activations: Int {
    guard recomputesBlocks else { return ends + configuration.layerCount * activationsOfLayer }
    return ends + 4 * n * C * configuration.layerCount + activationsOfLayer
  }

  /// The head's largest moment: the loss's log probabilities, their gradient, that of the logits,
  /// and that of the largest logit, each in fp32.
  public func logits(ofTokens count: Int) -> Int { 16 * count * V }

  /// With only the predicted tokens' logits, as the trainer has it.
  public var logits: Int { logits(ofTokens: predicted) + (predicted < n ? E * predicted * C : 0) }

  /// With the logits of all tokens.
  public var allLogits: Int { logits(ofTokens: n) }

  /// The largest moment inside a block's gradients: those of the residual stream and of channel
  /// mixing's wide rows.
  public var gradientsOfBlock: Int { n * C * (4 + 9 * E) }

  /// What is there all the time.
  private var always: Int { masterWeights + moments + (accumulates ? gradients : 0) }

  /// Where the gradients begin: all activations are there.
  private var beginning: Int {
    guard recomputesBlocks else {
      return always + activations + states + products + max(logits, gradientsOfBlock)
    }
    return always + activations - activationsOfLayer + 4 * V * C + logits
  }

  /// Where the first block's begin: those of all other blocks and of the head are there.
  private var firstBlock: Int {
    let block = configuration.parameterShapes.filter { isInFirst($0.name) }
    let due = 4 * (block.reduce(V * C) { $0 + $1.shape.reduce(1, *) })
    return always + (accumulates ? 0 : gradients - due) + gradientsOfBlock
      + (recomputesBlocks ? activations : ends + activationsOfLayer) + statesOfLayer
      + copies(where: isInFirst)
  }

  /// Where they end: those of all parameters are there.
  private var ending: Int {
    always + (accumulates ? 0 : gradients)
      + (recomputesBlocks ? activations - activationsOfLayer : ends)
  }

  /// The most that there is at once.
  public var peak: Int { max(beginning, firstBlock, ending) }

  /// What a process on the CPU takes at its peak: with libtorch itself, with a tenth that the
  /// allocator holds beyond the tensors, and with the bf16 copies of the matrices, whose places it
  /// does not use again for the larger gradients. All as measured with glibc.
  public var processPeak: Int {
    let inGradients = max(firstBlock, ending)
    return 175_000_000
      + max(beginning, inGradients + (recomputesBlocks ? 0 : products)) / 10 * 11
  }

  /// The most windows that fit into so many bytes; nil when not even one does.
  public func mostWindows(in bytes: Int) -> Int? {
    func fits(_ count: Int) -> Bool { with(windows: count).peak <= bytes }
    guard fits(1) else { return nil }
    var (low, high) = (1, 2)
    while fits(high) { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// The most layers of this width with which one window fits into so many bytes; nil when not even
  /// one layer does.
  public func mostLayers(in bytes: Int) -> Int? {
    (1...configuration.layerCount).last { layers in
      var plan = with(windows: 1)
      plan.configuration = Configuration(
        configuration.generation, vocabularySize: V, layerCount: layers, width: C,
        headSize: configuration.headSize)
      return plan.peak <= bytes
    }
  }

  private func with(windows: Int) -> TrainingMemory {
    var plan = self
    plan.windows = windows
    return plan
  }
}
