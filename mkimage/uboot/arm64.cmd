# SPDX-License-Identifier: MIT
# Run by U-Boot's own network boot: fetch kernel and initramfs, start them with the best device tree
# there is: a file that the server has for this board, what firmware left in memory, U-Boot's own.
# pxehop_dir is where on the server the files are, with a slash at its end.

if test -n "${fdtfile}" && tftpboot ${fdt_addr_r} ${pxehop_dir}dtbs/${fdtfile}; then
	setenv pxehop_fdt ${fdt_addr_r}
elif test -n "${fdt_addr}"; then
	setenv pxehop_fdt ${fdt_addr}
else
	setenv pxehop_fdt ${fdtcontroladdr}
fi
if tftpboot ${kernel_addr_r} ${pxehop_dir}Image; then
	if tftpboot ${ramdisk_addr_r} ${pxehop_dir}initramfs.cpio.gz; then
		booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} ${pxehop_fdt}
	fi
fi
echo "pxehop: ${pxehop_dir}Image could not be started"
