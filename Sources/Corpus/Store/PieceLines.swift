// What is known of the pieces of a part, read from its table when it is asked for.

import Foundation

/// The pieces of a part, each read from its line of the table when it is asked for.
public struct PieceLines: RandomAccessCollection, Sendable {
  private let data: Data
  /// Where each line begins, and where the last one ends.
  private let places: [Int]

  /// Maps the table and checks all lines.
  ///
  /// - Parameter offsets: First token of each piece, and the end of the last.
  init(contentsOf url: URL, offsets: [Int]) throws(DatasetError) {
    data = try mapped(url)
    let pieces = offsets.count - 1
    guard let header = Self.lineEnd(data, from: 0) else {
      throw DatasetError(url, at: .line(1), "ends within a line", advice: "prepare it again")
    }
    guard Piece.headers.contains(String(decoding: data[..<header], as: UTF8.self)) else {
      throw DatasetError(url, at: .line(1), "is not the table of a dataset's pieces")
    }
    var places = [header + 1]
    places.reserveCapacity(pieces + 1)
    for piece in 0..<pieces {
      guard places[piece] < data.count else {
        throw DatasetError(
          url, at: .line(piece + 1), "the table ends here, the index has \(pieces) pieces")
      }
      guard let end = Self.lineEnd(data, from: places[piece]) else {
        throw DatasetError(
          url, at: .line(piece + 2), "ends within a line", advice: "prepare it again")
      }
      guard let read = Self.piece(data[places[piece]..<end]),
        read.tokens == offsets[piece + 1] - offsets[piece]
      else {
        throw DatasetError(
          url, at: .line(piece + 2), "does not describe piece \(piece) of the index")
      }
      places.append(end + 1)
    }
    guard places[pieces] == data.count else {
      throw DatasetError(
        url, at: .line(pieces + 2), "the table goes on, the index has \(pieces) pieces")
    }
    self.places = places
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { places.count - 1 }

  public subscript(piece: Int) -> Piece {
    guard let read = Self.piece(data[places[piece]..<places[piece + 1] - 1]) else {
      preconditionFailure("line \(piece + 2) of a table has changed while it was open")
    }
    return read
  }

  private static func lineEnd(_ data: Data, from start: Int) -> Int? {
    data[start...].firstIndex(of: UInt8(ascii: "\n"))
  }

  private static func piece(_ line: Data) -> Piece? {
    String(validating: line, as: UTF8.self).flatMap { Piece(line: $0[...]) }
  }
}
