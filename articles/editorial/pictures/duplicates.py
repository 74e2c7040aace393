"""Pictures that look the same: the bits of their perceptual hashes differ little."""

from articles.models import Image

# Bits of 64 by which two versions of one picture differ at most: smaller, brighter, saved anew.
_ALIKE = 8
_MOST = 8


def lookalikes(picture: Image) -> list[Image]:
    """The pictures that look like `picture`, the most alike first; two queries at most.

    Every hash of the library is compared: some milliseconds for 100,000 pictures.
    """
    if not picture.perceptual_hash:
        return []
    own = int(picture.perceptual_hash, 16)
    others = Image.objects.exclude(pk=picture.pk).exclude(perceptual_hash="")
    near = sorted(
        (distance, pk)
        for pk, other in others.values_list("pk", "perceptual_hash").order_by()
        if (distance := (own ^ int(other, 16)).bit_count()) <= _ALIKE
    )
    pictures = Image.objects.in_bulk([pk for _distance, pk in near[:_MOST]])
    return [pictures[pk] for _distance, pk in near[:_MOST] if pk in pictures]
