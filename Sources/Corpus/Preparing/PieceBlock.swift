// What became of a block of pieces, as a file between reading them and joining the dataset.

import Foundation
import Tokens

/// What became of some pieces that follow each other in the list. Its file is whole or does not
/// exist, and repeats nothing that the list says.
struct PieceBlock: Equatable {
  typealias Outcome = Result<EncodedPiece, Refusal>

  var outcomes: [Outcome]

  private static let magic: [UInt8] = Array("CBLOCK\0\u{2}".utf8)

  init(_ outcomes: [Outcome]) { self.outcomes = outcomes }

  init(contentsOf url: URL, sources: [SourcePiece]) throws(DatasetError) {
    let bytes = try attempt(url) { [UInt8](try Data(contentsOf: url)) }
    var reader = ByteReader(bytes)
    guard reader.numbers(Self.magic.count, UInt8.self) == Self.magic else {
      throw DatasetError(
        url, at: .byte(0), "is no block of pieces", advice: "remove it and prepare again")
    }
    outcomes = []
    for source in sources {
      guard let outcome = reader.outcome(source) else {
        throw DatasetError(
          url, at: .byte(reader.place), "is damaged", advice: "remove it and prepare again")
      }
      outcomes.append(outcome)
    }
    guard reader.isAtEnd else {
      throw DatasetError(
        url, at: .byte(reader.place), "goes on after its last piece",
        advice: "remove it and prepare again")
    }
  }

  private var data: Data {
    var data = Data(Self.magic)
    for outcome in outcomes { data.append(outcome) }
    return data
  }

  /// Writes it beside and gives it its name when all of it is on the disk. One that is there
  /// already says the same and stays.
  func write(to url: URL) throws(DatasetError) {
    let partial = url.appendingPathExtension(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: partial) }
    let file = try OutputFile(partial)
    try file.append(data)
    try file.close()
    do { try FileManager.default.moveItem(at: partial, to: url) } catch {
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw DatasetError(url, error.localizedDescription)
      }
    }
  }
}

extension Data {
  fileprivate mutating func append(_ outcome: PieceBlock.Outcome) {
    switch outcome {
    case .failure(let refusal):
      append(0)
      append(text: refusal.kind.rawValue)
      append(text: refusal.detail)
    case .success(let piece):
      append(1)
      for number in [piece.piece.notes, piece.bars.count, piece.tokens.count] {
        append(littleEndian: UInt32(number))
      }
      for text in [piece.piece.time.rawValue, piece.piece.metre, piece.piece.key] {
        append(text: text)
      }
      append(UInt8(piece.omissions.count))
      for omission in piece.omissions {
        append(text: omission.kind.rawValue)
        append(littleEndian: UInt32(omission.notes))
        append(text: omission.detail)
      }
      append(littleEndian: piece.splitHash)
      append(littleEndian: piece.hash)
      for sketch in [piece.likeness.top, piece.likeness.whole] {
        append(littleEndian: UInt32(sketch.count))
        for value in sketch.values { append(littleEndian: value) }
      }
      for bar in piece.bars { append(littleEndian: UInt32(bar)) }
      for token in piece.tokens { append(littleEndian: token.id) }
    }
  }
}

extension ByteReader {
  fileprivate mutating func outcome(_ source: SourcePiece) -> PieceBlock.Outcome? {
    switch number(UInt8.self) {
    case 0:
      guard let name = text(), let kind = RefusalKind(rawValue: name), let detail = text() else {
        return nil
      }
      return .failure(Refusal(kind, detail))
    case 1: return piece(source).map { .success($0) }
    default: return nil
    }
  }

  private mutating func piece(_ source: SourcePiece) -> EncodedPiece? {
    guard let notes = number(UInt32.self), let barCount = number(UInt32.self),
      let tokenCount = number(UInt32.self), let time = text().flatMap(Piece.Time.init),
      let metre = text(), let key = text(), let omissions = omissions(),
      let splitHash = number(UInt64.self),
      let hash = number(UInt64.self), let top = sketch(), let whole = sketch(),
      let bars = numbers(Int(barCount), UInt32.self),
      let tokens = numbers(Int(tokenCount), UInt16.self)
    else { return nil }
    var piece = Piece(source, notes: Int(notes), bars: bars.count, tokens: tokens.count)
    (piece.time, piece.metre, piece.key) = (time, metre, key)
    return EncodedPiece(
      piece: piece, split: source.split, splitHash: splitHash, hash: hash,
      likeness: Likeness(top: top, whole: whole), tokens: tokens.map { Token(Int($0)) },
      bars: bars.map(Int.init), omissions: omissions)
  }

  private mutating func omissions() -> [Omission]? {
    guard let count = number(UInt8.self) else { return nil }
    var omissions: [Omission] = []
    for _ in 0..<count {
      guard let name = text(), let kind = OmissionKind(rawValue: name),
        let notes = number(UInt32.self), let detail = text()
      else { return nil }
      omissions.append(Omission(kind: kind, notes: Int(notes), detail: detail))
    }
    return omissions
  }

  private mutating func sketch() -> MinHash? {
    guard let count = number(UInt32.self), let values = numbers(MinHash.places, UInt16.self) else {
      return nil
    }
    return MinHash(count: Int(count), values: values)
  }
}
