"""The controls of augmentations."""

from dashboard.train.recipe.controls.control import Control, Group


def _resampling(group: str) -> tuple[Control, Control]:
    name = group.capitalize()
    return (Control(name=f"{group}.interpolation", label=f"{name}, pixels between", is_detail=True,
                  hint="Nearest copies a pixel, bilinear mixes four."),
            Control(name=f"{group}.fill", label=f"{name}, grey of corners", usual=(0, 255),
                  is_detail=True, hint="What fills the corners that a digit leaves: 0 is black."))


AUGMENTATION = Group("augmentation", "Augmentation", (
    Control(name="rotation.degrees", label="Rotation, ± degrees", usual=(0, 45)),
    Control(name="perspective.distortion", label="Perspective", usual=(0, 0.6), step=0.05,
          hint="How far each corner may move inwards, as a share of half the width."),
    Control(name="affine.translate", label="Shift, share of width", usual=(0, 0.4), step=0.01),
    Control(name="affine.scale_min", label="Smallest scale", usual=(0.5, 1), step=0.05),
    Control(name="affine.scale_max", label="Largest scale", usual=(1, 1.6), step=0.05),
    Control(name="affine.shear", label="Shear, ± degrees", usual=(0, 30)),
    Control(name="affine.degrees", label="Affine turn, ± degrees", usual=(0, 45),
          hint="A second rotation, in the same resampling as shift, scale and shear."),
    Control(name="elastic.alpha", label="Elastic, strength", usual=(0, 80),
          hint="How far pixels are pulled about, each with its neighbours."),
    Control(name="cutout.size", label="Cut-out, pixels", usual=(0, 20),
          hint="The side of a square that is painted over."),
    Control(name="colour.brightness", label="Brightness, ±", usual=(0, 1), step=0.05),
    Control(name="colour.contrast", label="Contrast, ±", usual=(0, 1), step=0.05),
    Control(name="perspective.probability", label="Perspective, share of digits", usual=(0, 1),
          step=0.05, is_detail=True),
    Control(name="elastic.sigma", label="Elastic, smoothness", usual=(1, 6.5), step=0.5,
          is_detail=True, hint="Over how many pixels neighbours move alike."),
    Control(name="cutout.probability", label="Cut-out, share of digits", usual=(0, 1),
          step=0.05, is_detail=True),
    Control(name="cutout.fill", label="Cut-out, grey", usual=(0, 255), is_detail=True,
          hint="What the square is painted with: 0 is black."),
    *_resampling("rotation"), *_resampling("affine"), *_resampling("perspective"),
    *_resampling("elastic"),
))
