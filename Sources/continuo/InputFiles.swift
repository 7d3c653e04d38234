// Reads the files that a command is given.

import Completion
import Foundation
import MidiTok
import Music
import ScoreFile
import Tokens

/// - Parameter path: As the user wrote it.
func readFile(_ path: String) throws(UserError) -> [UInt8] {
  let url = URL(filePath: path)
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
    throw UserError(path, "there is no such file", advice: "Check the path and the spelling")
  }
  if isFolder.boolValue {
    throw UserError(path, "this is a folder", advice: "Choose one file in it")
  }
  let attributes = try? FileManager.default.attributesOfItem(
    atPath: url.resolvingSymlinksInPath().path)
  guard attributes?[.type] as? FileAttributeType == .typeRegular else {
    throw UserError(path, "this is not an ordinary file", advice: "Save it as one first")
  }
  if let size = attributes?[.size] as? Int, size > ScoreFormat.mostBytes {
    throw UserError(
      path, "\(size) bytes are too many for music", advice: "Choose a .mid or .musicxml file")
  }
  do { return [UInt8](try Data(contentsOf: url)) } catch {
    throw UserError(
      path, "cannot be read (\(error.localizedDescription))", advice: "Check its permissions")
  }
}

func readScore(_ path: String) throws(UserError) -> Score {
  let bytes = try readFile(path)
  guard !bytes.isEmpty else {
    throw UserError(path, "byte 0: the file is empty", advice: "Export it again")
  }
  do { return try Score(contentsOf: bytes) } catch {
    throw UserError(path, error.problem, advice: error.advice)
  }
}

/// - Parameter path: Of a tokenizer.json; nil means the cells that Continuo's models use.
func readTokenizer(_ path: String?) throws(UserError) -> Tokenizer {
  guard let path else { return .cells(Cells()) }
  let bytes = try readFile(path)
  do { return try Tokenizer(tokenizerJSON: bytes) } catch {
    throw UserError(
      path, "\(error)", advice: "Choose a tokenizer.json that MidiTok saved for REMI")
  }
}
