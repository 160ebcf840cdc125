"""What is made of a picture depends on the picture alone."""

import io

from PIL import Image

from photos import processing, renditions


def test_every_jpeg_is_packed_with_its_own_quality_whatever_else_is_packed_at_that_time(tmp_path):
    source = tmp_path / "source.png"
    Image.effect_noise((1600, 1067), 60).convert("RGB").save(source)
    made = tmp_path / "made"
    made.mkdir()
    processing.develop(source, made, (0.5, 0.5))
    alone = io.BytesIO()
    Image.new("RGB", (8, 8)).save(alone, "JPEG", **renditions.OPTIONS["jpg"])
    files = sorted(made.glob("*.jpg"))
    assert len(files) > 3
    for file in files:
        with Image.open(file) as found, Image.open(alone) as wanted:
            assert found.quantization == wanted.quantization, file.name
