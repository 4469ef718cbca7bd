"""Microsoft.KeyVault: vaults and their secrets as ARM sees them; deleted vaults keep their name until purged."""

from localazure.arm.resource_type import Provider
from localazure.providers.keyvault import deleted_vaults, secrets, vaults

PROVIDER = Provider(
    "Microsoft.KeyVault", types=(vaults.TYPE, secrets.TYPE), reads=(*vaults.READS, *deleted_vaults.READS)
)
