"""Pictures scaled in bands."""

from PIL import Image, ImageChops

from articles.images import scaling
from articles.images.scaling import resized


def test_a_picture_that_is_scaled_in_bands_is_scaled_as_a_whole(monkeypatch):
    monkeypatch.setattr(scaling, "_BAND", 20_000)
    grey = Image.radial_gradient("L").resize((300, 1700))
    source = Image.merge("RGBA", [grey, grey.rotate(180), Image.linear_gradient("L").resize(grey.size),
                                  grey.point(lambda value: 255 - value // 2)])  # fmt: skip
    for mode in ("L", "LA", "RGB", "RGBA"):
        image = source.convert(mode)
        for size in ((120, 680), (299, 1699), (7, 39), (300, 401)):
            whole = image.resize(size, Image.Resampling.BICUBIC)
            parts = resized(image, size)
            difference = ImageChops.difference(parts.convert("RGBA"), whole.convert("RGBA"))
            assert max(most for _least, most in difference.getextrema()) <= 2, (mode, size)
