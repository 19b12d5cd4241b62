# SPDX-License-Identifier: MIT
# Run by U-Boot's own network boot: fetch uImage, take its kernel and initramfs apart, start them
# with the best device tree there is: a file that the server has for this board, what firmware left
# in memory, U-Boot's own. A U-Boot that cannot take images apart starts the uImage as it is, which
# then has to bring its tree. pxehop_dir is where on the server the files are, with a slash at its end.

if test -n "${fdtfile}" && tftpboot ${fdt_addr_r} ${pxehop_dir}dtbs/${fdtfile}; then
	setenv pxehop_fdt ${fdt_addr_r}
elif test -n "${fdt_addr}"; then
	setenv pxehop_fdt ${fdt_addr}
else
	setenv pxehop_fdt ${fdtcontroladdr}
fi
if test -n "${ramdisk_addr_r}"; then
	setenv pxehop_addr ${ramdisk_addr_r}
else
	setenv pxehop_addr ${loadaddr}
fi
if tftpboot ${pxehop_addr} ${pxehop_dir}uImage && iminfo ${pxehop_addr}; then
	if imxtract ${pxehop_addr} 0 ${kernel_addr_r}; then
		imxtract ${pxehop_addr} 1
		bootz ${kernel_addr_r} ${fileaddr}:${filesize} ${pxehop_fdt}
	else
		bootm ${pxehop_addr}
	fi
fi
echo "pxehop: ${pxehop_dir}uImage could not be started"
