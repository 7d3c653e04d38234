// From one source piece to its tokens.

import Foundation
import MIDIFile
import Music
import ScoreFile
import Tokens

/// A piece as tokens, with what is known of it.
struct EncodedPiece: Sendable {
  var piece: Piece
  var split: Split
  /// From the begin token to the end token.
  var tokens: [Token]
  /// Where the bar tokens stand.
  var bars: [Int]
}

/// Why a piece is not in the dataset.
struct Refusal: Error {
  var reason: String
}

extension EncodedPiece {
  /// - Parameter split: The part of a piece whose place does not tell.
  init(
    _ score: Score, _ source: SourcePiece, split: Split, tokenizer: Tokenizer
  ) throws(Refusal) {
    let bars = score.barCount
    guard bars <= Self.mostBars(notes: score.noteCount) else {
      throw Refusal(reason: "\(score.noteCount) notes in \(bars) bars: a note is far away")
    }
    let tokens = tokenizer.encode(score)
    let notes = tokens.count { tokenizer.kind(of: $0) == .pitch }
    guard notes > 0 else { throw Refusal(reason: "no notes that the tokenizer can write") }
    let offsets = tokens.indices.filter { tokenizer.isBar(tokens[$0]) }
    piece = Piece(
      file: source.name, source: source.source, licence: source.licence,
      composer: source.composer, title: source.title, notes: notes, bars: offsets.count,
      tokens: tokens.count)
    self.split = source.split ?? split
    self.tokens = tokens
    self.bars = offsets
  }

  /// More bars than music with so many notes has.
  private static func mostBars(notes: Int) -> Int { 256 + 16 * notes }
}

/// A score whose bars are real.
func readScore(_ source: SourcePiece, tokenizer: Tokenizer) throws(Refusal) -> EncodedPiece {
  let bytes = try readBytes(source.url)
  let score: Score
  do { score = try Score(contentsOf: bytes) } catch { throw Refusal(reason: "\(error)") }
  return try EncodedPiece(score, source, split: Split(drawnFor: bytes), tokenizer: tokenizer)
}

func readBytes(_ url: URL) throws(Refusal) -> [UInt8] {
  do { return [UInt8](try Data(contentsOf: url)) } catch {
    throw Refusal(reason: error.localizedDescription)
  }
}

func readMIDI(_ bytes: [UInt8]) throws(Refusal) -> Score {
  do { return try Score(midi: bytes) } catch { throw Refusal(reason: "\(error)") }
}
