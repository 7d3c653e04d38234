// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "continuo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "continuo", targets: ["continuo"]),
    .executable(name: "continuo-evaluate", targets: ["continuo-evaluate"]),
    .library(name: "Music", targets: ["Music"]),
    .library(name: "Beats", targets: ["Beats"]),
    .library(name: "Random", targets: ["Random"]),
    .library(name: "JSON", targets: ["JSON"]),
    .library(name: "Zip", targets: ["Zip"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "MIDIFile", targets: ["MIDIFile"]),
    .library(name: "MusicXML", targets: ["MusicXML"]),
    .library(name: "ScoreFile", targets: ["ScoreFile"]),
    .library(name: "Tokens", targets: ["Tokens"]),
    .library(name: "MidiTok", targets: ["MidiTok"]),
    .library(name: "Corpus", targets: ["Corpus"]),
    .library(name: "Checkpoint", targets: ["Checkpoint"]),
    .library(name: "RWKV", targets: ["RWKV"]),
    .library(name: "Completion", targets: ["Completion"]),
    .library(name: "Rendering", targets: ["Rendering"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "Music"),
    .target(name: "Beats", dependencies: ["Music"]),
    .target(name: "Random"),
    .target(name: "JSON"),
    .target(name: "Zip"),
    .target(name: "Metrics", dependencies: ["Music"]),
    .target(name: "MIDIFile", dependencies: ["Music"]),
    .target(name: "MusicXML", dependencies: ["Music", "Zip"]),
    .target(name: "ScoreFile", dependencies: ["Music", "MIDIFile", "MusicXML"]),
    .target(name: "Tokens", dependencies: ["Music", "JSON"]),
    .target(name: "MidiTok", dependencies: ["Music", "JSON", "Tokens"]),
    .target(name: "Checkpoint", dependencies: ["JSON", "Zip"]),
    .target(
      name: "Corpus",
      dependencies: [
        "Music", "Random", "Beats", "MIDIFile", "Rendering", "ScoreFile", "Tokens", "MidiTok",
      ]),
    .target(name: "CKernels"),
    .target(name: "RWKV", dependencies: ["Checkpoint", "CKernels"]),
    .target(name: "Completion", dependencies: ["Music", "Random", "Metrics", "Tokens", "RWKV"]),
    .target(name: "Rendering", dependencies: ["Music"]),
    .target(
      name: "Evaluation",
      dependencies: [
        "Music", "Random", "Metrics", "Tokens", "MidiTok", "Corpus", "RWKV", "Completion",
        "Rendering",
      ]),
    .executableTarget(
      name: "continuo",
      dependencies: [
        "Music", "Beats", "ScoreFile", "Tokens", "MidiTok", "Corpus", "Checkpoint", "RWKV",
        "Completion",
        "Rendering",
        "MIDIFile",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "continuo-evaluate",
      dependencies: [
        "Music", "Beats", "MIDIFile", "Metrics", "Random", "Tokens", "MidiTok", "Corpus",
        "Checkpoint", "RWKV",
        "Completion", "Evaluation", "Rendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "TestSupport", dependencies: ["Music", "Random"], path: "Tests/TestSupport"),
    .testTarget(name: "MusicTests", dependencies: ["MIDIFile", "Music", "TestSupport"]),
    .testTarget(name: "RandomTests", dependencies: ["Random"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "ZipTests", dependencies: ["Zip"]),
    .testTarget(
      name: "BeatsTests",
      dependencies: ["Beats", "Metrics", "MIDIFile", "Music", "Random", "ScoreFile", "TestSupport"]),
    .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Music", "TestSupport"]),
    .testTarget(
      name: "MIDIFileTests", dependencies: ["MIDIFile", "Music", "TestSupport", "Random"]),
    .testTarget(
      name: "MusicXMLTests", dependencies: ["MusicXML", "MIDIFile", "Music", "TestSupport"]),
    .testTarget(name: "ScoreFileTests", dependencies: ["ScoreFile", "MIDIFile", "Music"]),
    .testTarget(
      name: "TokensTests",
      dependencies: ["Tokens", "MidiTok", "JSON", "MIDIFile", "Music", "TestSupport", "Random"]),
    .testTarget(name: "CheckpointTests", dependencies: ["Checkpoint", "TestSupport"]),
    .testTarget(
      name: "CorpusTests",
      dependencies: [
        "Corpus", "Beats", "MIDIFile", "Music", "Random", "Tokens", "MidiTok", "TestSupport",
      ]),
    .testTarget(
      name: "RWKVTests", dependencies: ["RWKV", "Checkpoint", "CKernels", "TestSupport", "Random"]),
    .testTarget(
      name: "CompletionTests",
      dependencies: [
        "Completion", "Checkpoint", "Metrics", "Music", "Random", "RWKV", "Tokens", "MidiTok",
        "TestSupport",
      ]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "Metrics", "Corpus", "Music", "Tokens", "MidiTok", "TestSupport",
        "Checkpoint",
        "Completion", "RWKV",
      ]),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering", "Music", "TestSupport"]),
    .testTarget(name: "ContinuoTests", dependencies: ["MIDIFile", "Music", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
