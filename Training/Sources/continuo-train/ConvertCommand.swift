// A checkpoint in another file format or other numbers.

import ArgumentParser
import Checkpoint
import Foundation

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes a model's tensors as .pth or .safetensors, in numbers of your choice.",
    discussion: """
      Names and shapes stay the official ones, so that the official tools read the .pth files. What a
      safetensors file notes besides the tensors (tokenizer, sizes) has no place in a .pth file.

      EXAMPLES
        continuo-train convert RWKV-x070.pth Models/rwkv7.safetensors --dtype bf16
        continuo-train convert Models/mine.safetensors mine.pth
      """)

  @Argument(help: "A model as .safetensors or PyTorch's .pth.")
  var input: String

  @Argument(help: "The file to write; its name ends in .pth or .safetensors.")
  var output: String

  @Option(help: "Number format of all tensors: fp32, bf16 or fp16; by default each as it is.")
  var dtype: Format?

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case fp32, bf16, fp16

    var elementType: Checkpoint.ElementType {
      switch self {
      case .fp32: .float32
      case .bf16: .bfloat16
      case .fp16: .float16
      }
    }
  }

  mutating func validate() throws {
    guard ["pth", "safetensors"].contains(URL(fileURLWithPath: output).pathExtension) else {
      throw ValidationError("\(output): the file to write ends in .pth or .safetensors")
    }
    let paths = [input, output].map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    guard paths[0] != paths[1] else {
      throw ValidationError("\(output): cannot be read and written at once; choose another name")
    }
  }

  func run() throws {
    let file = try SafeTensors(checkpoint: URL(fileURLWithPath: input))
    guard !file.names.contains(where: { $0.hasPrefix("adamw.") }) else {
      throw ValidationError(
        "\(input): holds a run, not a model alone; "
          + "write its model first: continuo-train export \(input) --out model.safetensors")
    }
    let tensors = try file.tensors(as: dtype?.elementType)
    let target = URL(fileURLWithPath: output)
    if target.pathExtension == "pth" {
      try SafeTensors.writePyTorch(tensors, to: target)
      if !file.metadata.isEmpty {
        let keys = file.metadata.keys.sorted().joined(separator: ", ")
        note("\(output): has no place for what \(input) notes besides the tensors (\(keys))")
      }
    } else {
      try SafeTensors.write(tensors, metadata: file.metadata, to: target)
    }
    let bytes = tensors.reduce(0) { $0 + $1.bytes.count }
    note("\(output): \(tensors.count) tensors, \(bytes / 1_000_000) MB")
  }
}
