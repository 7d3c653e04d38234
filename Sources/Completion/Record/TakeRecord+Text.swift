// The record of a take as one line of text.

import Foundation
import Music
import RWKV
import Tokens

extension TakeRecord {
  /// What the text of a record begins with, whatever its version.
  static let mark = "Continuo-Take/"

  /// The record as one line of ASCII: `Continuo-Take/3 {"after":8,...}`, with what was asked for
  /// only.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .texts
    guard let json = try? encoder.encode(RecordDocument(self)) else {
      preconditionFailure("numbers and words are JSON")
    }
    return "\(TakeRecord.mark)\(TakeRecord.version) " + String(decoding: json, as: UTF8.self)
  }

  /// Reads what `text` gave.
  public init(text: String) throws(ReproductionError) {
    guard text.hasPrefix(TakeRecord.mark) else { throw .noRecord }
    let rest = text.dropFirst(TakeRecord.mark.count)
    let version = rest.prefix { $0 != " " }
    guard version == "\(TakeRecord.version)" else {
      throw .otherVersion(String(version.prefix(20)))
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .texts
    do {
      self = try decoder.decode(TakeRecord.self, from: Data(rest.dropFirst(version.count).utf8))
    } catch let error as ReproductionError {
      throw error
    } catch {
      throw .damaged("it is not the JSON that it should be")
    }
  }
}

extension JSONEncoder.NonConformingFloatEncodingStrategy {
  fileprivate static let texts = Self.convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

extension JSONDecoder.NonConformingFloatDecodingStrategy {
  fileprivate static let texts = Self.convertFromString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

extension NamedKey {
  fileprivate static let (take, seed) = (NamedKey("take"), NamedKey("seed"))
  fileprivate static let (prompt, model) = (NamedKey("prompt"), NamedKey("model"))
  fileprivate static let precision = NamedKey("precision")
  fileprivate static let logLikelihood = NamedKey("logLikelihood")
  /// Bars after the end, and the hands in them.
  fileprivate static let (after, hands) = (NamedKey("after"), NamedKey("hands"))
  /// Bars of a hand, counted from 1, as in "9-12,15-15".
  fileprivate static func bars(of hand: Hand) -> NamedKey { NamedKey(hand.rawValue) }
}

/// The record as its JSON has it: one object, without the options that are as usual.
private struct RecordDocument: Encodable {
  let record: TakeRecord

  init(_ record: TakeRecord) { self.record = record }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(record.number, forKey: .take)
    try container.encode(record.options.seed, forKey: .seed)
    try container.encode(hexadecimal(record.prompt), forKey: .prompt)
    try container.encode(hexadecimal(record.model), forKey: .model)
    try container.encode(record.precision.rawValue, forKey: .precision)
    try container.encode(record.logLikelihood, forKey: .logLikelihood)
    switch record.hole {
    case .after(let bars, let hands):
      let names = Hand.allCases.filter(hands.contains).map(\.rawValue)
      try container.encode(bars, forKey: .after)
      try container.encode(names.joined(separator: ","), forKey: .hands)
    case .cells(let cells):
      for hand in Hand.allCases {
        let bars = cells.filter { $0.hand == hand && $0.bar >= 0 }.map(\.bar)
        try container.encodeIfPresent(barList(bars), forKey: .bars(of: hand))
      }
    }
    for option in TakeOption.all { try option.encode(record.options, &container, false) }
  }
}

extension TakeRecord: Decodable {
  /// Reads the JSON of a record.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NamedKey.self)
    func number(_ key: NamedKey) throws -> UInt64? {
      UInt64(try container.decode(String.self, forKey: key), radix: 16)
    }
    let name = try container.decode(String.self, forKey: .precision)
    let take = try container.decode(Int.self, forKey: .take)
    guard let prompt = try number(.prompt), let model = try number(.model),
      let precision = Model.Precision(rawValue: name), take > 0
    else { throw ReproductionError.damaged("its model or its piece") }
    var options = CompletionOptions()
    (options.takes, options.candidates) = (1, 1)
    options.seed = try container.decode(UInt64.self, forKey: .seed)
    for option in TakeOption.all where try !option.decode(&options, container) {
      throw ReproductionError.damaged("its \(option.name)")
    }
    self.init(
      number: take, prompt: prompt, model: model, precision: precision,
      hole: try TakeRecord.hole(container), options: options,
      logLikelihood: try container.decode(Double.self, forKey: .logLikelihood))
  }

  private static func hole(_ container: KeyedDecodingContainer<NamedKey>) throws -> Hole {
    if let after = try container.decodeIfPresent(Int.self, forKey: .after) {
      let names = try container.decodeIfPresent(String.self, forKey: .hands) ?? ""
      let hands = names.split(separator: ",").compactMap { Hand(rawValue: String($0)) }
      return .after(bars: after, hands: Set(hands))
    }
    var cells: Set<Cell> = []
    for hand in [Hand.right, .left] {
      let list = try container.decodeIfPresent(String.self, forKey: .bars(of: hand)) ?? ""
      guard let bars = barNumbers(list) else { throw ReproductionError.damaged("its bars") }
      cells.formUnion(bars.map { Cell(bar: $0, hand: hand) })
    }
    return .cells(cells)
  }
}

/// Bars counted from 0 as ranges counted from 1, such as "9-12,15-15"; nil for none.
private func barList(_ bars: [Int]) -> String? {
  let runs = RangeSet(bars.map { $0..<$0 + 1 }).ranges
  guard !runs.isEmpty else { return nil }
  return runs.map { "\($0.lowerBound + 1)-\($0.upperBound)" }.joined(separator: ",")
}

/// The bars of such a list, counted from 0; nil where it is none, or has more than a piece.
private func barNumbers(_ list: String) -> [Int]? {
  var bars: [Int] = []
  for part in list.split(separator: ",") {
    let ends = part.split(separator: "-").map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], 1 <= first, first <= last,
      last <= Prompt.mostBars, bars.count + last - first < Prompt.mostBars
    else { return nil }
    bars += first - 1...last - 1
  }
  return bars
}
