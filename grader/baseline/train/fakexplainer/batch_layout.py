"""How a step's batch is divided among devices: the recipe gives the samples of a step, the machine the number of devices."""


def layout(batch: int, device_batch: int | None, devices: int) -> tuple[int, int]:
    """(samples a forward pass on one device, forward passes an optimiser step).

    Raises ValueError with what to change when the batch cannot be divided.
    """
    if batch % devices:
        raise ValueError(
            f"A step of {batch} samples cannot be divided among {devices} devices: choose another number of devices or a batch that can."
        )
    share = batch // devices
    each = min(device_batch or share, share)
    if share % each:
        raise ValueError(
            f"{share} samples a step on each of {devices} devices cannot be taken {each} at a time: "
            f"set device_batch to a divisor of {share}."
        )
    return each, share // each
