// From one source piece to its tokens.

import Foundation
import MIDIFile
import MidiTok
import Music
import ScoreFile
import Tokens

/// A piece as tokens, with what is known of it.
struct EncodedPiece: Hashable, Sendable {
  var piece: Piece
  /// nil: to be drawn.
  var split: Split?
  /// The number by which its part is drawn.
  var splitHash: UInt64
  /// Of its tokens.
  var hash: UInt64
  var likeness: Likeness
  /// From the begin token to the end token.
  var tokens: [Token]
  /// Where the bar tokens stand.
  var bars: [Int]
  /// What of the score the tokens do not say.
  var omissions: [Omission] = []
}

extension EncodedPiece {
  init(
    _ score: Score, _ source: SourcePiece, splitHash: UInt64, tokenizer: Tokenizer
  ) throws(Refusal) {
    let bars = score.barCount
    guard bars <= Self.mostBars(notes: score.noteCount) else {
      throw Refusal(.density, "\(score.noteCount) notes in \(bars) bars: a note is far away")
    }
    let tokens = tokenizer.encode(score)
    let notes = tokens.count { tokenizer.kind(of: $0) == .pitch }
    guard notes > 0 else { throw Refusal(.trivial, "no notes that the tokenizer can write") }
    let offsets = tokenizer.barOffsets(in: tokens)
    piece = Piece(source, notes: notes, bars: offsets.count, tokens: tokens.count)
    piece.metre = score.commonestMetre
    piece.key = score.estimatedKey.map { "\($0)" } ?? ""
    split = source.split
    self.splitHash = splitHash
    hash = ContentHash.of(tokens)
    likeness = Likeness(score)
    self.tokens = tokens
    self.bars = offsets
    omissions = Omission.omissions(of: score, by: tokenizer, written: notes)
  }

  /// More bars than music with so many notes has.
  private static func mostBars(notes: Int) -> Int { 256 + 16 * notes }
}

extension Score {
  /// The time signature of most bars, such as "3/4"; of several the first.
  fileprivate var commonestMetre: String {
    var counts: [String: Int] = [:]
    var best = ""
    for bar in bars() {
      let name = "\(bar.numerator)/\(bar.denominator)"
      counts[name, default: 0] += 1
      if counts[name, default: 0] > counts[best, default: 0] { best = name }
    }
    return best
  }
}

/// A score whose bars are real.
func readScore(_ source: SourcePiece, tokenizer: Tokenizer) throws(Refusal) -> EncodedPiece {
  let bytes = try readBytes(source.url)
  let score: Score
  do { score = try Score(contentsOf: bytes) } catch { throw Refusal(.unreadable, "\(error)") }
  try score.checkSoundness(hasBars: true)
  return try EncodedPiece(
    score, source, splitHash: source.splitHash(of: bytes), tokenizer: tokenizer)
}

/// All of a file of music, which is an ordinary one of a size that music has.
func readBytes(_ url: URL) throws(Refusal) -> [UInt8] {
  let attributes = try? FileManager.default.attributesOfItem(
    atPath: url.resolvingSymlinksInPath().path)
  if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
    throw Refusal(.unreadable, "it is not an ordinary file; save it as one")
  }
  if let size = attributes?[.size] as? Int {
    if size > ScoreFormat.mostBytes {
      throw Refusal(.unreadable, "\(size) bytes are too many for music; take the file away")
    }
    if size == 0 { throw Refusal(.unreadable, "byte 0: the file is empty; export it again") }
  }
  do { return [UInt8](try Data(contentsOf: url)) } catch {
    throw Refusal(.unreadable, error.localizedDescription)
  }
}

func readMIDI(_ bytes: [UInt8]) throws(Refusal) -> Score {
  do { return try Score(midi: bytes) } catch { throw Refusal(.unreadable, "\(error)") }
}
