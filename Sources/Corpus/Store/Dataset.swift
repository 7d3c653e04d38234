// A prepared dataset on disk.

import Foundation
import MidiTok
import Tokens

/// A folder that `continuo prepare` made: three parts and the tokenizer that wrote them.
public struct Dataset: Sendable {
  public let tokenizer: Tokenizer
  public let train: TokenStore
  public let validation: TokenStore
  public let test: TokenStore

  static let tokenizerFile = "tokenizer.json"
  static let reportFile = "report.txt"
  /// A line for each piece that was left out.
  static let refusalFile = "report.tsv"
  /// A line for each kind of what is missing of a piece.
  static let omissionFile = "omitted.tsv"

  /// Maps the files and checks that they fit together, which reads all tokens once.
  public init(contentsOf folder: URL) throws(DatasetError) {
    let url = folder.appending(path: Self.tokenizerFile)
    let bytes = try attempt(url) { try Data(contentsOf: url) }
    do {
      tokenizer = try Tokenizer(tokenizerJSON: bytes)
    } catch {
      throw DatasetError(url, "\(error)")
    }
    train = try TokenStore(folder, .train, tokenizer)
    validation = try TokenStore(folder, .validation, tokenizer)
    test = try TokenStore(folder, .test, tokenizer)
  }
}
