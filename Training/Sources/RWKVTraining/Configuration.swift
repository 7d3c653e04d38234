// The sizes of a model.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The generations of RWKV, by their official numbers (Peng et al. 2024 and 2025).
public enum Generation: String, Hashable, Sendable, Codable, CaseIterable {
  case five = "5.2"
  case six = "6"
  case seven = "7"
}

/// The sizes of a model.
public struct Configuration: Hashable, Sendable, Codable {
  public let generation: Generation
  /// V, of all columns together.
  public let vocabularySize: Int
  /// Where the model reads and predicts rows of several tokens at once, how many each column has;
  /// empty where tokens stand one after the other.
  public let columnSizes: [Int]
  /// L
  public let layerCount: Int
  /// C
  public let width: Int
  /// N
  public let headSize: Int
  /// Ranks of the low-rank maps that make decay, in-context learning rate, value residual, gate
  /// and, in RWKV-6, the token shift of each input; zero where a generation has no such map.
  public let decayRank, learningRateRank, valueRank, gateRank, mixRank: Int

  /// H
  public var headCount: Int { width / headSize }

  /// Width of the channel mixing.
  public var channelWidth: Int {
    generation == .seven ? 4 * width : width * 7 / 2 / 32 * 32
  }

  /// The official ranks for the width (RWKV-LM, `train_temp` and `RWKV-v5`).
  /// - Precondition: `width` is a multiple of `headSize`.
  public init(
    _ generation: Generation = .seven, vocabularySize: Int, layerCount: Int, width: Int,
    headSize: Int = 64, columnSizes: [Int] = []
  ) {
    precondition(columnSizes.isEmpty || columnSizes.reduce(0, +) == vocabularySize)
    precondition(vocabularySize > 0 && layerCount > 0 && width > 0 && headSize > 0)
    precondition(width % headSize == 0, "width \(width) is no multiple of head size \(headSize)")
    self.generation = generation
    self.vocabularySize = vocabularySize
    self.columnSizes = columnSizes
    self.layerCount = layerCount
    self.width = width
    self.headSize = headSize
    func rank(_ factor: Double) -> Int {
      let multiple = (factor * Double(width).squareRoot() / 32).rounded(.toNearestOrEven)
      return max(32, Int(multiple) * 32)
    }
    let isSeven = generation == .seven
    let isSix = generation == .six
    let isWide = width >= 4096
    decayRank = isSeven ? rank(2.5) : isSix ? (isWide ? 128 : 64) : 0
    learningRateRank = isSeven ? rank(2.5) : 0
    valueRank = isSeven ? rank(1.7) : 0
    gateRank = isSeven ? rank(5) : 0
    mixRank = isSix ? (isWide ? 64 : 32) : 0
  }

  public var parameterCount: Int {
    parameterShapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// Floating-point operations of forward and backward for one token: six for each weight of a
  /// matrix product, and the recurrence (ten a state element forward, about thirty with backward).
  public var operationsPerToken: Double {
    let matrices = parameterShapes.filter {
      !["emb.weight", "row.before.weight"].contains($0.name) && $0.shape.count { $0 > 1 } >= 2
    }
    let weights = matrices.reduce(0) { sum, matrix in
      let uses = matrix.name == "row.value.weight" ? columnSizes.count : 1
      return sum + uses * matrix.shape.reduce(1, *)
    }
    return 6 * Double(weights) + 30 * Double(layerCount * width * headSize)
  }
}

extension Configuration {
  /// Before there were other generations than the seventh, or rows, none were written down.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    generation = try values.decodeIfPresent(Generation.self, forKey: .generation) ?? .seven
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    columnSizes = try values.decodeIfPresent([Int].self, forKey: .columnSizes) ?? []
    layerCount = try values.decode(Int.self, forKey: .layerCount)
    width = try values.decode(Int.self, forKey: .width)
    headSize = try values.decode(Int.self, forKey: .headSize)
    decayRank = try values.decode(Int.self, forKey: .decayRank)
    learningRateRank = try values.decode(Int.self, forKey: .learningRateRank)
    valueRank = try values.decode(Int.self, forKey: .valueRank)
    gateRank = try values.decode(Int.self, forKey: .gateRank)
    mixRank = try values.decodeIfPresent(Int.self, forKey: .mixRank) ?? 0
  }
}
