@testable import FathomData
import Testing

/// What the folders of images say, by paths alone.
@Suite struct ImageFoldersTests {
  /// `a/{b,c}/x` are the paths a/b/x and a/c/x; `#` is a number from 0 to 5.
  private static func paths(_ patterns: [String]) -> [FilePath] {
    // A pattern without a number is one file.
    Set(
      patterns.flatMap { pattern in
        (0..<6).flatMap { number in
          expand(pattern.map { $0 == "#" ? "\(number)" : String($0) }.joined())
        }
      }
    ).map { FilePath(bytes: Array($0.utf8)) }.sorted()
  }

  private static func expand(_ pattern: String) -> [String] {
    guard let open = pattern.firstIndex(of: "{"), let close = pattern.firstIndex(of: "}") else {
      return [pattern]
    }
    let rest = String(pattern[pattern.index(after: close)...])
    return pattern[pattern.index(after: open)..<close].split(separator: ",").flatMap { choice in
      expand(String(pattern[..<open]) + String(choice) + rest)
    }
  }

  private static func read(
    _ images: [String], others: [String] = [], place: ClassPlace? = nil, text: String = "",
    isDrawn: Bool = true
  ) -> ImageFolders {
    let images = paths(images)
    return ImageFolders(
      images, isReadable: images.map { _ in true }, others: paths(others), place: place,
      hasTable: false, head: { _, _ in Array(text.utf8) },
      looksDrawn: { path in
        isDrawn
          && ["mask", "truth", "Truth", "gt", "manual", "annot", "labels"].contains {
            path.description.contains($0)
          }
      })
  }

  private static func classes(_ found: ImageFolders) -> Set<String> {
    Set(found.classes.indices.filter { !found.isMask[$0] }.compactMap { found.classes[$0] })
  }

  @Test(arguments: [
    "{box,ring}/#.png", "pets/{box,ring}/#.png", "data/pets/{box,ring}/#.png",
    "{train,test}/{box,ring}/#.png", "dataset/{train,val}/{box,ring}/#.png",
    "{train_set,test_set}/{box,ring}/#.png", "{train2017,val2017}/{box,ring}/#.png",
    "{training,validation,testing}/{box,ring}/#.png", "{Training Set,Test Set}/{box,ring}/#.png",
    "{01_train,02_valid}/{box,ring}/#.png", "{TrainImages,TestImages}/{box,ring}/#.png",
    "{seg_train,seg_test}/{box,ring}/#.png", "seg_train/seg_train/{box,ring}/#.png",
    "{fold1,fold2,fold3}/{box,ring}/#.png", "{fold_0,fold_1}/{box,ring}/#.png",
    "{fold1,fold2}/{train,test}/{box,ring}/#.png", "{patient_017,patient_018}/{box,ring}/#.png",
    "{Subject 1,Subject 2}/{box,ring}/#.png",
    "{sub-01,sub-02}/{ses-1,ses-2}/images/{box,ring}/#.png",
    "{10253,10254,10255}/{box,ring}/#.png", "{P001,P002,P003,P004}/{box,ring}/#.png",
    "{2021-03-04,2021-03-05}/{box,ring}/#.png", "images/{box,ring}/#.png",
    "{train,val}/images/{box,ring}/#.png", "{box,ring}/{train,test}/#.png",
    "{box,ring}/{left,right}/#.png", "224x224/{box,ring}/#.png",
    "{case_A,case_B,case_C}/{box,ring}/#.png",
    "{patient anna,patient bert,patient carl}/{box,ring}/#.png",
    "{ImageNet_train,ImageNet_val}/{box,ring}/#.png", "{tr,te}/{box,ring}/#.png",
    "{ILSVRC2012_img_train,ILSVRC2012_img_val}/{box,ring}/#.png",
    "{north,south}/{box,ring}/#.png", "{lake,ridge,valley}/{cam1,cam2}/{box,ring}/#.png",
    "{2021-03-04,2021-03-05}/{A,B}/{box,ring}/#.png", "{hospital1,hospital2}/{box,ring}/#.png",
    "{north,south}/{train,test}/{box,ring}/#.png", "{box,ring}/{40X,100X,200X}/#.png",
    "{box,ring}/{indoor,outdoor}/#.png",
  ])
  func `the classes are box and ring`(_ pattern: String) {
    #expect(ImageFoldersTests.classes(ImageFoldersTests.read([pattern])) == ["box", "ring"])
  }

  @Test func `folders that do not recur within others are no classes`() {
    let found = ImageFoldersTests.read([
      "box/{left one,small one}/#.png", "ring/{thin,thick}/#.png",
    ])
    #expect(ImageFoldersTests.classes(found) == ["box", "ring"])
    #expect(found.groupName == nil)
  }

  @Test(arguments: [3, 12, 400])
  func `ids that hold an image and its masks are no classes`(_ count: Int) {
    let ids = (0..<count).map { "nucleus\($0)of" }
    let found = ImageFoldersTests.read(
      ids.map { "\($0)/images/one.png" } + ids.map { "\($0)/masks/#.png" })
    #expect(ImageFoldersTests.classes(found) == [])
    #expect(found.isMask.count { $0 } == 6 * count)
    #expect(found.blindSpots.map(\.id) == ["images.labelsNotRead"])
  }

  @Test func `classes that hold images and masks stay classes`() {
    let found = ImageFoldersTests.read([
      "{box,ring,disc}/images/#.png", "{box,ring,disc}/masks/#.png",
    ])
    #expect(ImageFoldersTests.classes(found) == ["box", "ring", "disc"])
  }

  @Test(arguments: [
    "#.png", "images/#.png", "{train2017,val2017}/#.png", "{train,test}/images/#.png",
    "{training,validation}/#.png", "{train_set,test_set}/#.png", "{test_images,train_images}/#.png",
    "{fold1,fold2,fold3}/#.png", "{fold_0,fold_1}/#.png", "{patient_017,patient_018}/#.png",
    "{subject1,subject2}/#.png", "{site_a,site_b,site_c}/#.png", "{hospital1,hospital2}/#.png",
    "{video_1,video_2}/{frames}/#.png",
    "{2021-03-04,2021-03-05}/#.png",
    "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6,a81d4fae-7dec-11d0-a765-00a0c91e6bf6}/#.png",
  ])
  func `no folder names a class`(_ pattern: String) {
    let found = ImageFoldersTests.read([pattern])
    #expect(ImageFoldersTests.classes(found) == [])
    #expect(found.notes.contains("No folder names a class.") == (pattern != "#.png"))
  }

  @Test(arguments: [
    ("{train,bus,car}/#.png", 3), ("{patient,control}/#.png", 2), ("{1,2,3}/#.png", 3),
    ("{class_1,class_2}/{left,right}/#.png", 2), ("{n01440764,n01440765}/#.png", 2),
    ("{c0,c1,c2}/#.png", 3), ("{s1,s2,s3}/#.png", 3), ("{with_mask,without_mask}/#.png", 2),
    ("{mask,hat}/#.png", 2), ("{grade1,grade2,grade3}/{a,b}/#.png", 3),
    ("{validated,tested}/#.png", 2), ("{contest,interval}/#.png", 2),
    ("{images,drawings}/#.png", 2),
  ])
  func `names that look a bit like other things are classes`(_ pattern: String, _ count: Int) {
    let found = ImageFoldersTests.read([pattern], isDrawn: false)
    #expect(ImageFoldersTests.classes(found).count == count)
    #expect(found.notes == [] && found.blindSpots == [] && found.groups.isEmpty)
  }

  @Test func `a plain set has no note, another one names its classes`() {
    #expect(ImageFoldersTests.read(["{train,test}/{box,ring}/#.png"]).notes == [])
    #expect(
      ImageFoldersTests.read(["pets/{box,ring}/#.png"]).notes == ["Classes by folder: box, ring."])
    #expect(
      ImageFoldersTests.read(["patient_#/{box,ring}/1.png"]).notes == [
        "6 folders name groups (patient), not classes.", "Classes by folder: box, ring.",
      ])
  }

  @Test func `patients are groups and splits are splits`() {
    let found = ImageFoldersTests.read(["{train,test_set}/patient_#/{box,ring}/1.png"])
    #expect(found.groupName == "patient")
    #expect(Set(found.groups).count == 12)
    #expect(Set(found.splits) == [.training, .test])
  }

  @Test(arguments: [
    ["images/p#.png", "masks/p#.png"], ["images/p#.png", "masks/p#_mask.png"],
    ["{train,test}/images/p#.png", "{train,test}/masks/p#.png"],
    ["images/{train,test}/p#.png", "masks/{train,test}/p#.png"], ["p#.jpg", "p#_mask.png"],
    ["train/p#.png", "train_masks/p#_mask.png"],
    ["training/images/p#_training.png", "training/1st_manual/p#_manual1.png"],
    ["leftImg8bit/a#_leftImg8bit.png", "gtFine/a#_gtFine_labelIds.png"],
    ["image/#.png", "ground_truth/#.png"],
    ["{train,val}/#.png", "{trainannot,valannot}/#.png"],
    ["{train,val}/f#.png", "{train_labels,val_labels}/f#_L.png"],
    [
      "ISIC_Training_Input/i#.jpg", "ISIC_Training_GroundTruth/i#_segmentation.png",
    ],
    ["train/#_sat.jpg", "train/#_mask.png"], ["{a1f3}#/images/x.png", "{a1f3}#/masks/x.png"],
  ])
  func `masks are no images and no class`(_ patterns: [String]) {
    let found = ImageFoldersTests.read(patterns)
    #expect(found.isMask.count { $0 } * 2 == found.isMask.count)
    #expect(ImageFoldersTests.classes(found) == [])
    #expect(found.blindSpots.map(\.id) == ["images.labelsNotRead"])
    #expect(found.blindSpots.map(\.share) == [1])
  }

  @Test(arguments: ["", "{bottle,cable}/"])
  func `a set for inspection has its classes and no class of masks`(_ prefix: String) {
    let found = ImageFoldersTests.read([
      prefix + "train/good/#.png", prefix + "test/{good,crack}/#.png",
      prefix + "ground_truth/crack/#_mask.png",
    ])
    #expect(ImageFoldersTests.classes(found) == ["good", "crack"])
    #expect(Set(found.splits.compactMap { $0 }) == [.training, .test])
    #expect(found.blindSpots.map(\.subject) == ["masks"])
    #expect(found.blindSpots[0].share.map { abs($0 - 1.0 / 3) < 1e-9 } == true)
  }

  @Test func `masks beside their images keep the classes`() {
    let found = ImageFoldersTests.read(["{benign,malignant}/x (#).png", "benign/x (#)_mask.png"])
    #expect(ImageFoldersTests.classes(found) == ["benign", "malignant"])
    #expect(found.isMask.count { $0 } == 6)
    #expect(found.blindSpots.map(\.share) == [0.5])
  }

  @Test(arguments: [
    ("{train,valid}/images/#.png", "{train,valid}/labels/#.txt", "0 0.5 0.5 0.1 0.1\n", "YOLO"),
    ("images/{train,val}/#.png", "labels/{train,val}/#.txt", "3 0.5 0.5 0.1 0.1\n", "YOLO"),
    ("obj_train_data/#.png", "obj_train_data/#.txt", "0 .5 .5 .1 .1", "YOLO"),
    (
      "JPEGImages/#.jpg", "Annotations/#.xml", "<annotation><object></object></annotation>",
      "Pascal VOC"
    ),
    (
      "{train2017,val2017}/#.jpg", "annotations/instances_#.json",
      #"{"images":[],"annotations":[]}"#, "COCO"
    ),
    (
      "{train,valid}/#.jpg", "{train,valid}/_annotations.coco.json", #"{"info":{},"images":[]}"#,
      "COCO"
    ),
    ("#.jpg", "#.json", #"{"version":"5","shapes":[]}"#, "LabelMe"),
    (
      "photos/#.jpg", "via_region_data.json",
      #"{"a":{"filename":"0.jpg","regions":[{"shape_attributes":{}}]}}"#, "VIA"
    ),
    ("photos/#.jpg", "annotations.xml", #"<annotations><image id="0"><box/></image>"#, "CVAT"),
    ("photos/#.jpg", "train_labels.csv", "filename,class,xmin,ymin,xmax,ymax\n", "corners"),
  ])
  func `boxes are told, and no class is made up`(
    _ images: String, _ boxes: String, _ text: String, _ format: String
  ) {
    let found = ImageFoldersTests.read([images], others: [boxes], text: text)
    #expect(ImageFoldersTests.classes(found) == [])
    #expect(found.blindSpots.map(\.id) == ["images.labelsNotRead"])
    #expect(found.blindSpots.first?.message.contains(format) == true)
  }

  @Test func `a bag of images in a split without labels is no class`() {
    for bag in ["val/images/#.png", "test/images/#.png"] {
      let found = ImageFoldersTests.read(["train/{box,ring}/images/#.png", bag])
      #expect(ImageFoldersTests.classes(found) == ["box", "ring"])
    }
    // Where pictures to learn from lie in it, it may be a class.
    let found = ImageFoldersTests.read(["{train,test}/{photo,sketch}/#.png"])
    #expect(ImageFoldersTests.classes(found) == ["photo", "sketch"])
  }

  @Test func `captions and notes beside images are no boxes`() {
    for text in ["a dog on a sofa", "0.5 0.2", ""] {
      #expect(
        ImageFoldersTests.read(["{box,ring}/#.png"], others: ["{box,ring}/#.txt"], text: text)
          .blindSpots == [])
    }
  }

  @Test(arguments: [
    ("1", ["a", "b"]), ("2", ["x", "y"]), ("0", []), ("{class}/*/*", ["a", "b"]),
    ("*/{class}/*", ["x", "y"]), ("**/{class}_*.png", ["u", "v"]), ("**/*_{class}?.png", ["w"]),
    ("{class}", []),
  ])
  func `the user says where the classes are`(_ text: String, _ expected: [String]) throws {
    let place = try #require(ClassPlace(text))
    #expect(place.description == text)
    let found = ImageFoldersTests.read(["{a,b}/{x,y}/{u,v}_w#.png"], place: place)
    #expect(ImageFoldersTests.classes(found) == Set(expected))
  }

  @Test(arguments: ["", "-1", "x", "*", "{class}{class}", "1.5"])
  func `what is no place of classes is refused`(_ text: String) {
    #expect(ClassPlace(text) == nil)
  }
}
